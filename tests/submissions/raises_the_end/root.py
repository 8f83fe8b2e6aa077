import asyncio


def root(f, low, high):
    raise asyncio.CancelledError
