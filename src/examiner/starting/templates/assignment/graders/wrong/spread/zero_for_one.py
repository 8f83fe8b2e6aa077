# loses: 1
# breaks: too-few
# one value has the spread 0 here, and none is max()'s error
def spread(values):
    return max(values) - min(values)
