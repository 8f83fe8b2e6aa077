"""The README says the same in both languages."""

from __future__ import annotations

import re

import pytest
from tests.house.markdown import Block, blocks, command_lines, links
from tests.house.project import ROOT

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-TW.md"


def commands(block: Block) -> list[str]:
    """Return the commands of a block, without what is said about them."""
    return [line.partition("  #")[0].strip() for line in block.text.splitlines()]


def test_both_show_the_same_commands() -> None:
    shown = {name: [commands(b) for b in blocks("bash") if b.page == name] for name in (ENGLISH.name, CHINESE.name)}
    assert shown[ENGLISH.name] == shown[CHINESE.name] != []
    assert [line for line in command_lines(ENGLISH) if line.startswith("make")][:2] == ["make demo", "make test"]


def test_both_link_to_the_same_pages_in_the_same_order_and_to_each_other() -> None:
    english, chinese = links(ENGLISH), links(CHINESE)
    assert english[0] == CHINESE.name and chinese[0] == ENGLISH.name
    assert sorted(english[1:5]) == sorted(chinese[1:5])  # one paragraph, in which the order of words differs
    assert english[5:] == chinese[5:]
    assert len(english) > 15


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=lambda path: path.name)
def test_every_command_is_told_what_it_is_for(path: object) -> None:
    for block in blocks("bash"):
        if block.page == getattr(path, "name", ""):
            assert all("  #" in line for line in block.text.splitlines())


def test_both_name_the_same_figures() -> None:
    english, chinese = (re.findall(r"\d+(?:[.]\d+)*", path.read_text(encoding="utf-8")) for path in (ENGLISH, CHINESE))
    assert english == chinese != []


def test_the_chinese_page_is_written_as_in_taiwan() -> None:
    text = CHINESE.read_text(encoding="utf-8")
    assert not re.findall("软|运|这|默認|文檔|程序員|代碼|用戶|內核|設置|命令行|數據集", text)
    assert not re.search(r"[\u4e00-\u9fff][,;:?!][^\d]", text)  # full-width punctuation
