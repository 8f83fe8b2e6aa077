"""``python scripts/pictures.py``: make the pictures of the README anew, with the real program on a course of ``init``.

``docs/run.svg`` is a run in a terminal, as Rich draws it; ``docs/feedback.png`` a student's page in Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text
from selenium import webdriver

DOCS = Path(__file__).parents[1] / "docs"
BIN = Path(sys.executable).parent
COLUMNS = 72
RUN = ("cp -r example_class/. submitted/", "examiner grade hw1", "examiner audit hw1")
AFTER = ("examiner feedback hw1",)
WIDTH, HEIGHT = 720, 1115  # pixels of the page that are shown
# Rich's own frame, without the address of a font that it would have a reader's browser fetch.
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>A class is graded and its graders are audited, in a terminal</title>
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g>
</svg>
"""


def run(command: str, where: Path) -> str:
    """Run a command in a course, and return what a terminal of ours would show."""
    path = f"{BIN}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    done = subprocess.run(["sh", "-c", command], cwd=where, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def terminal(course: Path) -> None:
    """Draw the run."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    for command in RUN:
        console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
        console.print(Text.from_ansi(run(command, course)))
    svg = console.export_svg(title="my_course", theme=MONOKAI, code_format=FRAME, unique_id="run")
    (DOCS / "run.svg").write_text(svg, encoding="utf-8")


def page(path: Path) -> None:
    """Take the picture of a page."""
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.get(path.as_uri())
        driver.save_screenshot(str(DOCS / "feedback.png"))
    finally:
        driver.quit()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run("examiner init my_course", Path(folder))
        made = Path(folder) / "my_course"
        terminal(made)
        for one in AFTER:
            run(one, made)
        page(made / "feedback/bo/hw1/hw1.html")
