# loses: 1
# breaks: last-day
# a run is compared when a cool day ends it, and no cool day ends the last one
def longest_streak(values, limit):
    longest, current = 0, 0
    for value in values:
        if value >= limit:
            current += 1
        else:
            if current > longest:
                longest = current
            current = 0
    return longest
