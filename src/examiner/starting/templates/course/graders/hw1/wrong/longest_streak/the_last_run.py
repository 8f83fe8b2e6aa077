# loses: >=1
# breaks: longest
# starts again after a cool day, and forgets the longest run so far
def longest_streak(values, limit):
    current, last = 0, 0
    for value in values:
        if value >= limit:
            current += 1
            last = current
        else:
            current = 0
    return last
