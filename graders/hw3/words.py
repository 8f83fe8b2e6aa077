"""What the graders of texts share."""


def invented(rng, n):
    """Return n distinct words in no order."""
    found = {}
    while len(found) < n:
        found["".join(rng.choice(list("abdegklmoprstuz"), rng.integers(1, 6)))] = None
    return list(found)
