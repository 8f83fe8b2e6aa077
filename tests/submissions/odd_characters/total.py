ODD = "\ud800 \x00 \x1b[2J\x1b]0;title\x07 \u202e321\u2066 \ufffe \r\r\b\b " + chr(0x10FFFF)
print(ODD)


def total(numbers):
    return ODD
