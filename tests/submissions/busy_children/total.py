import os
import signal

for _ in range(2):
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        break

while True:
    pass
