# loses: 1
# breaks: none
# max() of no runs at all is an error
def longest_streak(values, limit):
    runs, current = [], 0
    for value in values:
        current = current + 1 if value >= limit else 0
        if current:
            runs.append(current)
    return max(runs)
