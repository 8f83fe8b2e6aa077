import base64
import struct
import zlib

from IPython.display import clear_output, display


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


rows = zlib.compress(bytes(20_000 * 2_501))
header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
handle = display({"image/png": base64.b64encode(png).decode()}, raw=True, display_id="x")
display({"application/json": [[[[]]]] * 100, "text/plain": "x", "application/x-unknown": "y"}, raw=True)
for number in range(3000):
    display(number)
    handle.update({"text/plain": "x" * 10}, raw=True) if handle else None
for number in range(300):
    clear_output(wait=number % 2 == 0)


def total(numbers):
    return -1
