"""The house rules: what no change may break, whoever makes it."""
