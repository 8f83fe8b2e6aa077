# write the month as a text of H and c, and split it at c
def longest_streak(values, limit):
    month = "".join("H" if value >= limit else "c" for value in values)
    return max(len(run) for run in month.split("c"))
