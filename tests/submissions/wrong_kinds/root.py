root = 1.0
