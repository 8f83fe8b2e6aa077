"""Python text as a formatter leaves it: double quotes, lines that fit, one item a line where they do not."""

from __future__ import annotations

import ast
import inspect
import io
import keyword
import re
import tokenize
from collections.abc import Iterator, Sequence

WIDTH = 120
STEP = "    "
_EXPONENT = re.compile(r"e([+-]?)0*(?=\d)")
_OPEN, _CLOSE = "([{", ")]}"


def text_of(node: ast.stmt, indent: str = "") -> list[str]:
    """Return a statement's lines."""
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        text = ast.unparse(node)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
            text = f"return {ast.unparse(node.value)[1:-1]}"
        return fitted(_quoted(text), indent)
    lines: list[str] = []
    for decorator in getattr(node, "decorator_list", []):
        lines += fitted(_quoted(f"@{ast.unparse(decorator)}"), indent)
    inner = block(body, indent + STEP)
    if isinstance(node, ast.ClassDef) and len(body) > 1 and ast.get_docstring(node) is not None:
        after = len(block(body[:1], indent + STEP))
        inner[after:after] = [""] if inner[after] else []
    lines += fitted(_header(node), indent) + inner
    for handler in getattr(node, "handlers", []):
        lines += fitted(_header(handler), indent) + block(handler.body, indent + STEP)
    other = getattr(node, "orelse", [])
    if isinstance(node, ast.If) and len(other) == 1 and isinstance(other[0], ast.If):
        first, *rest = text_of(other[0], indent)
        lines += [f"{indent}el{first.strip()}", *rest]
    elif other:
        lines += [f"{indent}else:", *block(other, indent + STEP)]
    if final := getattr(node, "finalbody", []):
        lines += [f"{indent}finally:", *block(final, indent + STEP)]
    return lines


def block(body: Sequence[ast.stmt], indent: str) -> list[str]:
    """Return the lines of some statements; functions among them have room around them."""
    lines: list[str] = []
    for number, node in enumerate(body):
        if number and (needs_room(node) or needs_room(body[number - 1])):
            lines.append("")
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))) if not number:
                lines += _docstring(text, indent)
            case _:
                lines += text_of(node, indent)
    return lines


def needs_room(node: ast.stmt) -> bool:
    """Say whether a blank line stands before and behind it."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _docstring(text: str, indent: str) -> list[str]:
    words = inspect.cleandoc(text).strip()
    if not words or '"""' in words or "\\" in words or words.endswith('"'):
        return [indent + ast.unparse(ast.Constant(text))]
    lines = [f"{indent}{line}".rstrip() for line in f'"""{words}'.splitlines()]
    if len(lines) == 1:
        return [f'{lines[0]}"""']
    return [*lines, f'{indent}"""']


def _header(node: ast.AST) -> str:
    """Return the line that a compound statement begins with."""
    fields = dict(ast.iter_fields(node))
    fields |= {"body": [ast.Pass()]}
    fields |= {name: [] for name in ("orelse", "handlers", "finalbody", "decorator_list") if name in fields}
    if isinstance(node, ast.Try):
        return "try:"
    if isinstance(node, ast.ExceptHandler):
        text = ast.unparse(ast.Try([ast.Pass()], [ast.ExceptHandler(node.type, node.name, [ast.Pass()])], [], []))
        return next(line for line in text.splitlines() if line.startswith("except"))
    made = ast.fix_missing_locations(type(node)(**fields))
    text = ast.unparse(made).rpartition("\n")[0]
    return _quoted(_with_room(text) if isinstance(node, ast.FunctionDef) else text)


def _with_room(header: str) -> str:
    """Return a function's first line with room around the ``=`` of parameters that have a type."""
    depth, typed, places = 0, False, []
    for token in tokens_of(header):
        depth += (token.string in _OPEN) - (token.string in _CLOSE) if token.type == tokenize.OP else 0
        if depth == 1 and token.string in (":", ","):
            typed = token.string == ":"
        elif depth == 1 and token.string == "=" and typed:
            places.append(token.start[1])
    for place in reversed(places):
        header = f"{header[:place]} = {header[place + 1 :]}"
    return header


def tokens_of(text: str) -> list[tokenize.TokenInfo]:
    """Return the tokens of a piece of Python that stands on one line."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, IndentationError):
        return []
    return [token for token in found if token.string.strip()]


def _quoted(text: str) -> str:
    """Return a text with its strings between double quotes, its numbers and powers as people write them."""
    for token in reversed(tokens_of(text)):
        (row, start), (_, end) = token.start, token.end
        if token.type == tokenize.STRING and row == 1:
            text = text[:start] + _with_double_quotes(token.string) + text[end:]
        elif token.type == tokenize.NUMBER and row == 1:
            text = text[:start] + _EXPONENT.sub(r"e\1", token.string) + text[end:]
    return _hugged(text)


def _hugged(text: str) -> str:
    """Return a text without room around ``**`` between names and numbers."""
    tokens = tokens_of(text)
    for i in reversed(range(1, len(tokens) - 1)):
        token = tokens[i]
        power = token.string == "**" and token.type == tokenize.OP and text[token.start[1] - 1] == " "
        if power and _is_simple(tokens[:i][::-1], backwards=True) and _is_simple(tokens[i + 1 :]):
            text = text[: token.start[1]].rstrip() + "**" + text[token.end[1] :].lstrip()
    return text


def _is_simple(tokens: Sequence[tokenize.TokenInfo], *, backwards: bool = False) -> bool:
    """Say whether tokens begin with a name, its attributes, or a number, and what follows takes no part of it."""
    if not backwards and tokens[0].string == "-":
        tokens = tokens[1:]
    for number, token in enumerate(tokens):
        named = token.type in (tokenize.NAME, tokenize.NUMBER) and not keyword.iskeyword(token.string)
        if named or (token.string == "." and number):
            continue
        whole = number > 0 and tokens[number - 1].string != "."
        return whole and (backwards or token.string not in ("(", "["))
    return bool(tokens)


def _with_double_quotes(string: str) -> str:
    prefix, body = string[: string.index("'")] if "'" in string else "", string
    body = string[len(prefix) :]
    if not body.startswith("'") or body.startswith("'''") or '"' in body:
        return string
    inner = body[1:-1]
    if "\\'" in inner and not prefix:
        inner = inner.replace("\\'", "'")
    return f'{prefix}"{inner}"'


def fitted(text: str, indent: str) -> list[str]:
    """Return the lines of a simple statement, none longer than needs be."""
    if len(indent + text) <= WIDTH or "\n" in text:
        return [indent + line if number == 0 else line for number, line in enumerate(text.split("\n"))]
    place = _last_brackets(text)
    if place is None:
        return [indent + text]
    start, end = place
    head, inner, tail = text[: start + 1], text[start + 1 : end], text[end:]
    lines = fitted(head, indent) if len(indent + head) > WIDTH else [indent + head]
    return [*lines, *_inside(inner, indent + STEP), indent + tail]


def _inside(inner: str, indent: str) -> list[str]:
    if len(indent + inner) <= WIDTH:
        return [indent + inner]
    items = list(_items(inner))
    if len(items) < 2:
        return fitted(inner, indent)
    lines = []
    for item in items:
        *first, last = fitted(item, indent)
        lines += [*first, f"{last},"]
    return lines


def _last_brackets(text: str) -> tuple[int, int] | None:
    """Return where the last outermost brackets with something in them open and close."""
    depth, opened, found = 0, 0, None
    for token in tokens_of(text):
        if token.string in _OPEN and token.type == tokenize.OP:
            opened = token.start[1] if depth == 0 else opened
            depth += 1
        elif token.string in _CLOSE and token.type == tokenize.OP:
            depth -= 1
            if depth == 0 and token.start[1] > opened + 1:
                found = (opened, token.start[1])
    return found


def _items(inner: str) -> Iterator[str]:
    """Yield what the outermost commas of a text separate; commas of a lambda's arguments are none."""
    depth, start, lambdas = 0, 0, 0
    tokens = tokens_of(f"({inner})")[1:-1]
    if _is_comprehension(tokens):
        yield inner
        return
    for token in tokens:
        place = token.start[1] - 1
        if token.string in _OPEN and token.type == tokenize.OP:
            depth += 1
        elif token.string in _CLOSE and token.type == tokenize.OP:
            depth -= 1
        elif token.string == "lambda" and depth == 0:
            lambdas += 1
        elif token.string == ":" and depth == 0:
            lambdas = max(0, lambdas - 1)
        elif token.string == "," and depth == 0 and not lambdas:
            yield inner[start:place].strip()
            start = place + 1
    if inner[start:].strip():
        yield inner[start:].strip()


def _is_comprehension(tokens: Sequence[tokenize.TokenInfo]) -> bool:
    depth = 0
    for token in tokens:
        if token.type == tokenize.OP:
            depth += (token.string in _OPEN) - (token.string in _CLOSE)
        elif token.string == "for" and depth == 0:
            return True
    return False
