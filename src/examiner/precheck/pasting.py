"""The cell that students paste into Jupyter or Colab, where nothing of ours is installed."""

from __future__ import annotations

import inspect
import pprint
import textwrap

from examiner.precheck import cell
from examiner.precheck.released import Released

_FACTS = "FACTS: Any = None  # the cell that is pasted has them here\n"
_FUTURE = "from __future__ import annotations\n\n"  # would hold for the student's own later cells as well
_NAME = "check_before_handing_in"  # the one name that the cell binds, for as long as it runs
_INTRO = """\
# 把這個儲存格貼到筆記本最後面，存檔，再執行。它只檢查能不能繳交，不計分；檢查完可以刪掉。
# Paste this cell at the end of your notebook, save, and run it. It knows nothing of marks; delete it afterwards.
"""


def pasted(released: Released) -> str:
    """Return the text of the cell for one released notebook: the check's own code, and what it compares with."""
    code = inspect.getsource(cell)
    for once in (_FACTS, _FUTURE):
        assert code.count(once) == 1
    facts = pprint.pformat(released.facts(), width=110, sort_dicts=False, underscore_numbers=False)
    code = code.replace(_FUTURE, "").replace(_FACTS, f"FACTS: Any = {facts}\n")
    body = textwrap.indent(f"{code}\ntell(FACTS, given)\n", "    ")
    return f"{cell.MARK}\n{_INTRO}def {_NAME}(given):\n{body}\n\n{_NAME}(globals())\ndel {_NAME}\n"
