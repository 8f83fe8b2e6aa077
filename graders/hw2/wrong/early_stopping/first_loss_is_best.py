# loses: 1
# the first loss is the best even if it is nan
class EarlyStopping:
    def __init__(self, patience):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience = patience
        self.best = None
        self.best_epoch = None
        self.wait = 0
        self.epoch = 0

    def update(self, val_loss):
        if self.best is None or val_loss < self.best:
            self.best = val_loss
            self.best_epoch = self.epoch
            self.wait = 0
        else:
            self.wait += 1
        self.epoch += 1
        return self.wait >= self.patience
