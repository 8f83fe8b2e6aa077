class EarlyStopping:
    def __init__(self, patience):
        if patience <= 0:
            raise ValueError(f"patience {patience} is too small")
        self.patience = patience
        self.history = []

    @property
    def best_epoch(self):
        return int(np.argmin(np.nan_to_num(self.history, nan=np.inf)))

    @property
    def best(self):
        return self.history[self.best_epoch]

    def update(self, val_loss):
        self.history.append(val_loss)
        if np.isnan(self.history).all():
            return len(self.history) >= self.patience
        return len(self.history) - 1 - self.best_epoch >= self.patience
