# loses: 1
# breaks: steps
# takes states of one number only
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
        self.steps.append((float(s), int(a), float(r), float(s2), bool(done)))
        self.steps = self.steps[-self.capacity :]

    def sample(self, n):
        if not 1 <= n <= len(self.steps):
            raise ValueError(f"cannot draw {n} of {len(self.steps)} steps")
        drawn = self.rng.choice(len(self.steps), n, replace=False)
        return tuple(np.array(column) for column in zip(*(self.steps[i] for i in drawn), strict=True))
