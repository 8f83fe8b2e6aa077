# loses: 1
# breaks: nan
# tests for no improvement, which nan is not either
class EarlyStopping:
    def __init__(self, patience):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience = patience
        self.best = float("inf")
        self.best_epoch = None
        self.wait = 0
        self.epoch = 0

    def update(self, val_loss):
        if val_loss >= self.best:
            self.wait += 1
        else:
            self.best = val_loss
            self.best_epoch = self.epoch
            self.wait = 0
        self.epoch += 1
        return self.wait >= self.patience
