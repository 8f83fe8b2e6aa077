import os
import signal

for _ in range(30):
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        break

while True:
    pass
