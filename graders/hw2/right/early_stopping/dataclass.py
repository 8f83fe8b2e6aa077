from dataclasses import dataclass


@dataclass
class EarlyStopping:
    patience: int
    best: float = np.float64(np.inf)
    best_epoch: int = -1
    epoch: int = -1

    def __post_init__(self):
        if self.patience < 1:
            raise ValueError("patience must be positive")

    def update(self, val_loss):
        self.epoch += 1
        improved = np.less(val_loss, self.best)
        if improved:
            self.best, self.best_epoch = np.float64(val_loss), np.int64(self.epoch)
        return np.greater_equal(self.epoch - self.best_epoch, self.patience)
