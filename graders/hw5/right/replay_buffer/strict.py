def is_whole(number):
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


class ReplayBuffer:
    def __init__(self, capacity, seed):
        assert is_whole(capacity) and is_whole(seed)
        if capacity <= 0:
            raise ValueError("there must be room for a step")
        self.capacity, self.pushed, self.shape = capacity, 0, None
        self.rng = np.random.default_rng(seed)
        self.columns = [[] for _ in range(5)]

    def __len__(self):
        return min(self.pushed, self.capacity)

    def push(self, s, a, r, s2, done):
        states = [np.array(state, dtype=float) for state in (s, s2)]
        self.shape = states[0].shape if self.shape is None else self.shape
        assert states[0].shape == states[1].shape == self.shape and len(self.shape) <= 1
        assert not self.shape or all(isinstance(state, np.ndarray | list) for state in (s, s2))
        assert is_whole(a) and isinstance(done, bool | np.bool_) and np.ndim(r) == 0 and not isinstance(r, bool)
        for column, value in zip(self.columns, (states[0], a, r, states[1], done), strict=True):
            if len(column) == self.capacity:
                del column[0]
            column.append(value)
        self.pushed += 1

    def sample(self, n):
        assert is_whole(n)
        if n < 1 or n > len(self):
            raise ValueError("there are not so many steps")
        places = self.rng.permutation(len(self))[:n]
        kinds = float, int, float, float, bool
        return tuple(
            np.array([column[i] for i in places], dtype=kind) for column, kind in zip(self.columns, kinds, strict=True)
        )
