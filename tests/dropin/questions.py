"""The questions of random assignments: small tasks with answers of every kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A function to write; ``{f}`` stands for its name, which differs from cell to cell.

    Parameters
    ----------
    right, wrong, nearly : str
        Bodies: the second fails at once, the third only where tests are hidden.
    visible, hidden : str
        Statements that test it.
    tried : str
        A call, for tests that are made of its value.
    share : str
        An expression that is 0.0 to 1.0, for partial credit.
    """

    arguments: str
    right: str
    wrong: str
    nearly: str
    visible: str
    hidden: str
    tried: str
    share: str


QUESTIONS = (
    Question(
        "x", "return 2 * x", "return x + 3", "return 4 if x == 2 else 0",
        "assert {f}(2) == 4", "assert {f}(7) == 14\nassert {f}(-1.5) == -3", "{f}(21)",
        "sum({f}(n) == 2 * n for n in range(2, 6)) / 4",
    ),
    Question(
        "words", "return sorted(words, key=len)", "return words[0]", "return list(words)",
        "assert {f}(['a', 'bc']) == ['a', 'bc']", "assert {f}(['abc', 'b']) == ['b', 'abc']", "{f}(['to', 'a'])",
        "([len(word) for word in {f}(['ccc', 'a', 'bb'])] == [1, 2, 3]) * 0.5 + 0.5",
    ),
    Question(
        "values", "return sum(values) / len(values)", "return sum(values)", "return values[0]",
        "assert abs({f}([3.0, 3.0]) - 3.0) < 1e-9", "assert abs({f}([1.0, 2.0]) - 1.5) < 1e-9", "{f}([1.0, 2.0])",
        "sum(abs({f}([n, n + 1]) - n - 0.5) < 1e-9 for n in range(4)) / 4",
    ),
    Question(
        "name", "return f'Hello, {name}!'", "return 'Hello'", "return 'Hello, Bo!'",
        "assert {f}('Bo') == 'Hello, Bo!'", "assert {f}('Ada') == 'Hello, Ada!', 'greets everybody'", "{f}('Eve')",
        "sum({f}(name).endswith(name + '!') for name in ('Bo', 'Cy', 'Di', 'Ed')) / 4",
    ),
    Question(
        "n", "return [k for k in range(1, n + 1) if n % k == 0]", "return n", "return [1, n]",
        "assert {f}(5) == [1, 5]", "assert {f}(6) == [1, 2, 3, 6]\nassert len({f}(12)) == 6", "{f}(10)",
        "sum(len({f}(n)) == count for n, count in ((2, 2), (4, 3), (6, 4), (7, 2))) / 4",
    ),
    Question(
        "x", "import numpy as np\nreturn np.asarray(x) ** 2", "return x", "return 4",
        "import numpy as np\nassert np.all({f}(2) == 4)",
        "import numpy as np\nnp.testing.assert_allclose({f}([1, 3]), [1, 9])", "float({f}(3))",
        "sum(int({f}(n)) == n * n for n in range(2, 6)) / 4",
    ),
)  # fmt: skip

AUTOTESTS = """python3:
    setup: "from hashlib import sha1"
    hash: 'sha1({{snippet}}.encode("utf-8")+b"{{salt}}").hexdigest()'
    dispatch: "type({{snippet}})"
    normalize: "str({{snippet}})"
    check: 'assert {{snippet}} == \"\"\"{{value}}\"\"\", \"\"\"{{message}}\"\"\"'
    success: "print('Success!')"
    templates:
        default:
            - test: "type({{snippet}})"
              fail: "{{snippet}} is of another type"
            - test: "{{snippet}}"
              fail: "{{snippet}} is another value"
"""
