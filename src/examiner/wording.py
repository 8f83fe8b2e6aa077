"""Where ``say`` was in the former version: a sentence in two languages, as the text that graders wrote then."""

from examiner.moved import moved


def joined(zh: str, en: str) -> str:
    """Join a sentence in two languages: Chinese left of `` / ``, English right."""
    return f"{zh.replace(' / ', '/')} / {en.replace(' / ', '/')}"


__getattr__ = moved(__name__)
