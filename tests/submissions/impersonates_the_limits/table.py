def table(count):
    raise type("FlakyFailure", (Exception,), {"__module__": "hypothesis.errors"})("no fault of mine")
