# loses: >=1
# breaks: improvement
# ignores improvements smaller than 0.0001
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
        if val_loss < self.best - 1e-4:
            self.best = val_loss
            self.best_epoch = self.epoch
            self.wait = 0
        else:
            self.wait += 1
        self.epoch += 1
        return self.wait >= self.patience
