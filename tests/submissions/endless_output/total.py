def total(numbers):
    return -1


for _ in range(200):
    print("x" * (1 << 20))
raise ValueError("all printed")
