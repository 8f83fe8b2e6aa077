import threading

kept = []
ABSURD = [None, "x" * 1_000_000, 10**15_000, float("nan"), object(), [[]] * 1000, {"a": 1}, print, lambda x: x, bytes(1 << 20), 1 << 60_000]


def root(f, low, high):
    for late in kept:
        try:
            late(1.0)
        except Exception:
            pass
    kept.append(f)
    for argument in ABSURD:
        try:
            f(argument)
        except Exception:
            pass
    for _ in range(3):
        threading.Thread(target=lambda: f(1.0), daemon=True).start()
    while True:
        f(1.0)
