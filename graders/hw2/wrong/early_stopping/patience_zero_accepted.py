# loses: 1
# breaks: patience
# does not check the patience
class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = float("inf")
        self.best_epoch = None
        self.wait = 0
        self.epoch = 0

    def update(self, val_loss):
        if val_loss < self.best:
            self.best = val_loss
            self.best_epoch = self.epoch
            self.wait = 0
        else:
            self.wait += 1
        self.epoch += 1
        return self.wait >= self.patience
