# loses: >=3
# breaks: objects
# the record is shared by all objects
class EarlyStopping:
    record = {"best": float("inf"), "best_epoch": None, "wait": 0, "epoch": 0}

    def __init__(self, patience):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience = patience

    @property
    def best(self):
        return self.record["best"]

    @property
    def best_epoch(self):
        return self.record["best_epoch"]

    def update(self, val_loss):
        r = self.record
        if val_loss < r["best"]:
            r["best"], r["best_epoch"], r["wait"] = val_loss, r["epoch"], 0
        else:
            r["wait"] += 1
        r["epoch"] += 1
        return r["wait"] >= self.patience
