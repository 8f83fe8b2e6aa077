# loses: 1
# breaks: at-least
# > where the text says at least
def longest_streak(values, limit):
    longest = current = 0
    for value in values:
        current = current + 1 if value > limit else 0
        longest = max(longest, current)
    return longest
