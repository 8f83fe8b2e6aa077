import random
from collections import deque
from copy import deepcopy


class ReplayBuffer:
    def __init__(self, capacity, seed):
        if capacity <= 0:
            raise ValueError("the capacity is at least one")
        self.memory = deque(maxlen=capacity)
        self.random = random.Random(seed)

    def __len__(self):
        return len(self.memory)

    def push(self, s, a, r, s2, done):
        self.memory.append(deepcopy((s, a, r, s2, done)))

    def sample(self, n):
        if n < 1 or n > len(self.memory):
            raise ValueError("too many or too few")
        batch = self.random.sample(list(self.memory), n)
        states = np.array([step[0] for step in batch], dtype="float64")
        actions = np.array([step[1] for step in batch])
        rewards = np.array([step[2] for step in batch], dtype="float64")
        next_states = np.array([step[3] for step in batch], dtype="float64")
        return states, actions, rewards, next_states, np.array([step[4] for step in batch], dtype=bool)
