class EarlyStopping:
    def __init__(self, patience):
        assert isinstance(patience, int | np.integer) and not isinstance(patience, bool), type(patience)
        if patience < 1:
            raise ValueError("the patience must be a positive integer")
        self.patience = patience
        self.epochs = 0
        self.record = []

    def update(self, val_loss):
        assert isinstance(val_loss, int | float | np.number) and not isinstance(val_loss, bool), type(val_loss)
        assert not np.isinf(val_loss), "a finite number or NaN"
        if not np.isnan(val_loss) and (not self.record or val_loss < self.record[-1][0]):
            self.record.append((float(val_loss), self.epochs))
        self.epochs += 1
        last = self.record[-1][1] if self.record else -1
        return self.epochs - 1 - last >= self.patience

    @property
    def best(self):
        assert self.record, "nobody looks before some epoch has improved"
        return self.record[-1][0]

    @property
    def best_epoch(self):
        assert self.record, "nobody looks before some epoch has improved"
        return self.record[-1][1]
