class EarlyStopping:
    def __init__(self, patience):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.best, self.best_epoch = float("inf"), 0
        self._run = self._watch(patience)
        next(self._run)

    def _watch(self, patience):
        epoch, left, answer = 0, patience, None
        while True:
            loss = yield answer
            if loss < self.best:
                self.best, self.best_epoch, left = loss, epoch, patience
            else:
                left = left - 1
            answer = left <= 0
            epoch = epoch + 1

    def update(self, val_loss):
        return self._run.send(val_loss)
