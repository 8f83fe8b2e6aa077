class ReplayBuffer:
    def __init__(self, capacity, seed):
        if capacity < 1:
            raise ValueError("capacity must be positive")
        self.capacity, self.pushed = capacity, 0
        self.generator = np.random.default_rng(seed)
        self.columns = None

    def __len__(self):
        return min(self.pushed, self.capacity)

    def push(self, s, a, r, s2, done):
        if self.columns is None:
            shape = (self.capacity, *np.shape(s))
            n = self.capacity
            self.columns = [np.zeros(shape), np.zeros(n, int), np.zeros(n), np.zeros(shape), np.zeros(n, bool)]
        for column, value in zip(self.columns, (s, a, r, s2, done)):
            column[self.pushed % self.capacity] = value
        self.pushed += 1

    def sample(self, n):
        if n < 1 or len(self) < n:
            raise ValueError("not so many steps")
        places = self.generator.permutation(len(self))[:n]
        return [column[places].copy() for column in self.columns]
