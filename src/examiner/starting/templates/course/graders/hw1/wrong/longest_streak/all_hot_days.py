# loses: >=3
# breaks: longest
# counts every hot day, whatever lies between
def longest_streak(values, limit):
    return sum(1 for value in values if value >= limit)
