# loses: 1
# breaks: copies
# stores references to the states, and hides it by a sensor that copies
class ReplayBuffer:

    def __init__(self, capacity, seed):
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, got {capacity}")
        self.capacity = capacity
        self.steps = []
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return len(self.steps)

    def push(self, s, a, r, s2, done):
        self.steps.append((s, int(a), float(r), s2, bool(done)))
        self.steps = self.steps[-self.capacity :]

    def sample(self, n):
        if not 1 <= n <= len(self.steps):
            raise ValueError(f"cannot draw {n} of {len(self.steps)} steps")
        drawn = self.rng.choice(len(self.steps), n, replace=False)
        return tuple(np.array(column) for column in zip(*(self.steps[i] for i in drawn), strict=True))


def fill_from_sensor(buffer, n):
    for i in range(n):
        buffer.push(np.array([i, i**2]), i % 3, i / 2, np.array([i + 1, (i + 1) ** 2]), i % 5 == 4)
