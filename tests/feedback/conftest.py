"""Reports as they come from grading, hostile ones among them, and a real browser to read their pages."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageDraw
from selenium import webdriver

from examiner.model import Check, Outcome, Report, Task, Verdict

SECRET = "STAFF-ONLY-7421"

TRACEBACK = """Traceback (most recent call last):
  Cell In[4], line 9, in huber(y_true, y_pred, delta)
      7     error = np.asarray(y_true) - np.asarray(y_pred)
      8     quadratic = 0.5 * error ** 2
----> 9     return np.where(abs(error) <= delta, quadratic, linear).mean()

NameError: name 'linear' is not defined"""


def drawing(width: int = 480, height: int = 260) -> str:
    """Return a small plot as base64 PNG."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    pen.line([(x, height - 20 - (x * x) / (width * 1.4)) for x in range(20, width - 20)], "#0a558c", 3)
    pen.rectangle((20, 20, width - 20, height - 20), outline="#56606f")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def check(title: str, outcome: Outcome, points: float, most: float, **facts: str) -> Check:
    return Check(f"test_{abs(hash(title))}", title, outcome, points, most, detail=SECRET, **facts)


def make_report(student: str = "ada", **changes: Any) -> Report:
    """Return a report with every outcome a check can have."""
    done, wrong = Outcome.PASSED, Outcome.FAILED
    tasks = (
        Task(
            "binary_crossentropy",
            "test_binary_crossentropy",
            "二元交叉熵 / Binary cross-entropy",
            6.0,
            8.0,
            checks=(
                check("Keras 範例 / The Keras example on logits", done, 4.0, 4.0),
                check("清單也可以當輸入 / Lists are accepted as well", done, 2.0, 2.0),
                check(
                    "logits 為 ±1000 時不溢位 / Stable at logits of ±1000",
                    wrong,
                    0.0,
                    2.0,
                    message="expected 500.0, got inf",
                    hint="與 log(0) 有關? / Think about log(0).",
                ),
            ),
        ),
        Task(
            "logit",
            "test_logit",
            "勝算與 logit / Odds and logit",
            4.0,
            4.0,
            checks=(check("logit(0.5) 是 0 / logit(0.5) is 0", done, 4.0, 4.0),),
        ),
        Task(
            "regression_losses",
            "test_regression_losses",
            "迴歸的損失函數 / Regression losses",
            3.5,
            10.0,
            checks=(
                check("mse 與 mae / mse and mae", done, 3.5, 3.5),
                check(
                    "huber 在 delta 內是二次的 / huber is quadratic inside delta",
                    Outcome.RAISED,
                    0.0,
                    2.5,
                    traceback=TRACEBACK,
                ),
                check("smape 遇到 0 / smape at zero", Outcome.TIMED_OUT, 0.0, 2.0),
                check("mape 的大陣列 / mape on a large array", Outcome.CRASHED, 0.0, 1.0),
                check("餘弦相似度 / Cosine similarity", Outcome.SKIPPED, 0.0, 1.0),
            ),
            answer_error="NameError: name 'linear' is not defined",
        ),
        Task(
            "activations",
            "test_activations",
            "激勵函數 / Activations",
            0.0,
            6.0,
            checks=(
                check(
                    "sigmoid 的導數 / The derivative of sigmoid",
                    wrong,
                    0.0,
                    6.0,
                    message="expected an array of shape (5,), got shape (5, 1)",
                    hint="看看你的 reshape / Look at your reshape",
                ),
            ),
        ),
        Task(
            "convexity",
            "test_convexity",
            "凸性 / Convexity",
            None,
            5.0,
            checks=(
                check("割線檢定 / The secant test", done, 2.0, 2.0),
                check("鞍點 / A saddle", Outcome.FAULT, 0.0, 3.0, message=SECRET, traceback=SECRET),
            ),
        ),
        Task(
            "essay",
            "essay",
            "為什麼 softmax 配 MSE 學得慢? / Why does softmax learn slowly with MSE?",
            None,
            7.0,
            manual=True,
        ),
    )
    facts: dict[str, Any] = {
        "student": student,
        "assignment": "hw1",
        "outcome": Verdict.GRADED,
        "score": None,
        "max_score": 40.0,
        "tasks": tasks,
        "notes": ("補回一個被刪掉的測試儲存格：test_logit / Put back a deleted test cell: test_logit",),
        "timestamp": "2026-07-06 18:30:00 +0800",
    }
    return Report(**{**facts, **changes})


def make_notebook(report: Report) -> nbformat.NotebookNode:
    """Return an executed notebook with an answer and a grade cell for each task."""
    cells = [new_code_cell("import numpy as np", outputs=[new_output("stream", name="stdout", text="set-up")])]
    for task in report.tasks:
        answer = new_code_cell(f"def {task.task}(): ...")
        answer.metadata.nbgrader = {"grade_id": task.task, "solution": True, "grade": task.manual}
        answer.outputs = [
            new_output("stream", name="stdout", text=f"epoch 1\rloss of {task.task}: \x1b[31m0.25\x1b[0m\n"),
            new_output("stream", name="stderr", text="W0000 tensorflow: no GPU\n"),
            new_output("display_data", data={"image/png": drawing(), "text/plain": "<Figure>"}),
        ]
        test = new_code_cell("assert True")
        test.metadata.nbgrader = {"grade_id": task.grade_id, "grade": True, "locked": True}
        cells += [new_markdown_cell(task.title), answer]
        if task.manual:
            answer.metadata.nbgrader["grade_id"] = task.grade_id
        else:
            cells.append(test)
    return new_notebook(cells=cells)


def finished(report: Report) -> Report:
    """Return the report with every task scored."""
    tasks = tuple(
        dataclasses.replace(task, score=task.max_score, manual=False, checks=()) if task.score is None else task
        for task in report.tasks
    )
    return dataclasses.replace(report, tasks=tasks, score=sum(task.score or 0 for task in tasks))


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def notebook(report: Report) -> nbformat.NotebookNode:
    return make_notebook(report)


@pytest.fixture
def tools() -> dict[str, Callable[..., Any]]:
    """The helpers above: test modules import nothing from each other."""
    return {
        "report": make_report,
        "notebook": make_notebook,
        "finished": finished,
        "drawing": drawing,
        "check": check,
        "stream": lambda text, name: new_output("stream", name=name, text=text),
    }


class Browser:
    """Headless Chromium, with what a page did to it."""

    def __init__(self, folder: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for flag in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={folder}",
        ):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(self, path: Path, width: int = 1000, height: int = 900, scheme: str = "light") -> None:
        """Open a file as a reader would, in a window of the given size."""
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.get(path.as_uri())

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def console(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return what the page asked for besides itself and what it carries."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
        # chrome: is what the browser's own empty tab loads late; no page may ask for it.
        return [url for url in urls if not url.startswith(("file:", "data:", "chrome:"))]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("Chromium or its driver is not installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(Path(folder))
        yield browser
        browser.driver.quit()
