# loses: >=1
# breaks: uniform
# Draws neighbouring steps from a random place on, which depend on each other.
from collections import deque


class ReplayBuffer:
    """A store of the last steps to draw training batches from."""

    def __init__(self, capacity, seed):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.memory = deque(maxlen=int(capacity))
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        """Return the number of steps stored."""
        return len(self.memory)

    def push(self, s, a, r, s2, done):
        """Store one step; the oldest one goes if there are too many."""
        self.memory.append((np.array(s, dtype=float), int(a), float(r), np.array(s2, dtype=float), bool(done)))

    def sample(self, n):
        """Draw n different steps at random."""
        if not 1 <= n <= len(self.memory):
            raise ValueError(f"cannot draw {n} steps out of {len(self.memory)}")
        chosen = (self.rng.integers(len(self.memory)) + self.rng.permutation(n)) % len(self.memory)
        s, a, r, s2, done = zip(*[self.memory[i] for i in chosen])
        return np.stack(s), np.array(a), np.array(r), np.stack(s2), np.array(done)
