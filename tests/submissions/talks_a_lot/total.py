import sys

for step in range(10_000):
    sys.stdout.write(f"\r{step} " + "=" * 60)
for step in range(10_000):
    print("step", step, "loss", 1 / (1 + step), "-" * 60)


def total(numbers):
    for number in numbers:
        print("adding", number, "x" * 4_000)
    return sum(numbers)
