Account = dict(balance=15)
