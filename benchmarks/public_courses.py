"""``python -m benchmarks.public_courses FOLDER``: public nbgrader courses, by nbgrader and by us.

``FOLDER`` holds a git checkout of each course, named ``owner+name``. A course is laid out twice, without what was
handed in there. nbgrader releases each assignment and grades two hand-ins, the master and what was released; without
a word changed in the course, we do the same, and releases and gradebooks are compared. Then ``examiner adopt`` makes
graders of the asserts. nbgrader runs what is in the notebooks as it comes, so it has no network here and can write
nothing but its copy of the course.

Nothing of a course is kept: the figures go to ``public_courses.json``, of which ``--page`` makes the page
``docs/public_courses.md``. What is in the file for a course's commit is not measured again, but for ``--again``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.dropin.compare import Difference, differences, release_differences, rows

from benchmarks.public_asserts import adopted
from benchmarks.public_laid_out import NBGRADER, OURS, Course, lay_out, shown
from benchmarks.public_page import page
from examiner.kernels.forkserver import ForkServer

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_suffix(".json")
PRELOAD = ["numpy", "pandas", "matplotlib.pyplot"]
HAND_INS = ("master", "release")
# By repository, where in it the course lies and which assignments are taken; none: all of them.
COURSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "jupyter/nbgrader": ("nbgrader/docs/source/user_guide", ()),
    "219project/num_meth_nbgrader": (
        "TestCourse",
        (
            "Eigenvalues",
            "LSQ",
            "LU",
            "LagrangeInterpolator",
            "ODE_IVP",
            "QR",
            "SeidelPoisson",
            "SquareWell",
            "newton_iter",
            "quadratic",
        ),
    ),
    "CTLMath/birs2025group2": (".", ()),
    "IllumiDesk/starboard-nbgrader": ("test_notebooks", ()),
    "SoutikNandy/python_assign": (".", ()),
    "aalbiol/ss-jupyterhub": (
        ".",
        ("Animaciones", "autonomos-PWM", "autonomos-multiplex_temporal", "autonomos-respuesta_frecuencia"),
    ),
    "abbasidaniyalorg/ids-assignment-hub-sample": (".", ()),
    "alexshunyaev/nbgrader_inf2": (".", ()),
    "bellesea/testing_nbgrader": ("course_id", ("ps2", "ps3")),
    "bencrabbe/numnlp": ("exercises", ()),
    "brpuneet898/msc-maths-python-programming-lab": (".", ()),
    "consideRatio/jupyter-se-math-teacher": (".", ()),
    "earth-analytics-edu/abc-testing-template": ("nbgrader", ()),
    "earthlab/nbgrader-test-course": (".", ()),
    "feldlime/nbgrader-itmo-recsys-2025-spring": ("nbgrader/app", ("hw_1",)),
    "fmind/bigdata-tutorials": (".", ("04-MAPRED", "06-VALUES", "07-ACTORS", "08-STATS", "10-LEARN", "11-CLUST")),
    "havardei/nbgrader-exercises": (".", ("ps1",)),
    "madclam/info113": (".", ("HW1",)),
    "maizehsu/grader-test": ("assignments", ()),
    "mpvanderschelling/test_nbgrader": (".", ()),
    "nachorequeno/programacion_python": ("nbgrader", ()),
    "numberisnan/isc4u-notebooks": (".", ()),
    "ozguryilmaz/Math307---2021WT2": (".", ()),
    "phaustin/eoas_nbgrader": (".", ()),
    "rameshsrinivasanuci/COGS14P_F25_Assignments": (
        "classwork",
        ("cw1", "cw2", "cw3", "cw4", "cw5", "cw6", "hwk1", "hwk2", "hwk3", "hwk4"),
    ),
    "rcprati/PI": (".", ()),
    "rish-av/NNFL-2020": ("nbgrader", ("assignment2",)),
    "spanto/2021WNPhys260": (
        ".",
        ("pf1", "pf2", "pf3", "pf4", "pf5", "pf6", "pf7", "pf8", "ps1", "ps2", "ps3", "ps4"),
    ),
    "ttimbers/nbgrader_r_demo": (".", ()),
    "zichengliao/zuics101-fa17": (".", ("lab03", "lab12_new")),
    "vanillaextractor/Autograder_nbgrader": (".", ()),
}


# -- one assignment -----------------------------------------------------------------------------------------


def measure(course: Course, assignment: str) -> dict[str, Any]:
    """Release, grade and adopt one assignment; return what came of it."""
    theirs = course.nbgrader("generate_assignment", assignment)
    code, _, told = course.ours("release", assignment)
    found: dict[str, Any] = {
        "notebooks": len([*(course.folder(OURS) / "source" / assignment).glob("*.ipynb")]),
        "released": {NBGRADER: not theirs, OURS: code == 0},
        "refused": {NBGRADER: shown(theirs), OURS: shown(told if code else "")},
    }
    if theirs:
        return found
    if not code:
        cells = [*release_differences(course.released(NBGRADER, assignment), course.released(OURS, assignment))]
        found["release_differences"] = sorted({one.what for one in cells})
    hand_in(course, assignment)
    found |= compared(course, assignment)
    return found | adopted(course, assignment)


def hand_in(course: Course, assignment: str) -> None:
    """Lay the two hand-ins into both courses."""
    for program in (NBGRADER, OURS):
        for student in HAND_INS:
            place = course.folder(program) / "submitted" / student / assignment
            shutil.copytree(
                course.folder(NBGRADER) / ("source" if student == "master" else "release") / assignment, place
            )


def compared(course: Course, assignment: str) -> dict[str, Any]:
    """Grade by both, and compare the gradebooks; what is otherwise must not be so with all of nbgrader's ways."""
    course.nbgrader("autograde", assignment)
    graded = [who for who in HAND_INS if (course.folder(NBGRADER) / "autograded" / who / assignment).is_dir()]
    course.ours("grade", assignment)
    found, count = _differences(course, assignment, graded)
    left = found
    if found:
        before = _with_nbgraders_ways(course.folder(OURS) / "nbgrader_config.py")
        (course.folder(OURS) / "gradebook.db").unlink(missing_ok=True)
        course.ours("grade", assignment, "--force")
        left, _ = _differences(course, assignment, graded)
        _put_back(course.folder(OURS) / "nbgrader_config.py", before)
    return {
        "graded": graded,
        "rows": count,
        "equal": count - len({one.place for one in found}),
        "listed": len({one.place for one in found}) - len({one.place for one in left}),
        "otherwise": [str(one)[:300] for one in left],
    }


def _differences(course: Course, assignment: str, students: Sequence[str]) -> tuple[list[Difference], int]:
    if not students:
        return [], 0
    found = []
    for program in (NBGRADER, OURS):
        with course.gradebook(program) as book:
            try:
                every = rows(book, assignment)
            except Exception:  # of nbgrader's many: there is no such assignment in the gradebook
                every = {}
        found.append({place: row for place, row in every.items() if place[0] in ("", *students)})
    return [*differences(*found)], len(found[0])


def _with_nbgraders_ways(config: Path) -> str | None:
    before = config.read_text(encoding="utf-8") if config.exists() else None
    config.write_text(f"{before or ''}\nget_config().Examiner.as_nbgrader = ['all']\n", encoding="utf-8")
    return before


def _put_back(config: Path, before: str | None) -> None:
    config.unlink() if before is None else config.write_text(before, encoding="utf-8")


# -- all of them --------------------------------------------------------------------------------------------


def run(folder: Path, results: Path, only: Sequence[str], most: int, *, again: bool) -> None:
    """Measure each course and write the figures down, one assignment after the other."""
    known: dict[str, Any] = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    with ForkServer(PRELOAD).start() as server:
        for name in only or COURSES:
            checkout = folder / name.replace("/", "+")
            if not checkout.is_dir():
                continue
            head = ["git", "-C", str(checkout), "rev-parse", "HEAD"]
            commit = subprocess.run(head, capture_output=True, text=True, check=True).stdout.strip()
            if again or known.get(name, {}).get("commit") != commit:
                known[name] = {"commit": commit, "folder": COURSES[name][0], "assignments": {}}
            with tempfile.TemporaryDirectory(prefix="examiner-public-") as root:
                lay_out(checkout, *COURSES[name], Path(root))
                course = Course(Path(root), server)
                for assignment in course.assignments[:most]:
                    if assignment not in known[name]["assignments"]:
                        known[name]["assignments"][assignment] = measure(course, assignment)
                        _keep(known, results)


def _keep(known: dict[str, Any], results: Path) -> None:
    ordered = {name: known[name] for name in COURSES if name in known}
    draft = results.with_suffix(".new")
    draft.write_text(f"{json.dumps(ordered, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    draft.replace(results)


def main() -> None:
    """Measure, or write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="the checkouts, each named owner+name")
    parser.add_argument("--only", action="append", default=[], metavar="OWNER/NAME")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the file of figures")
    parser.add_argument("--most", type=int, default=100, help="assignments of a course")
    parser.add_argument("--again", action="store_true", help="also what the file holds already")
    parser.add_argument("--page", action="store_true", help="write docs/public_courses.md from the figures")
    arguments = parser.parse_args()
    if arguments.folder:
        run(arguments.folder, arguments.results, arguments.only, arguments.most, again=arguments.again)
    if arguments.page:
        (ROOT / "docs/public_courses.md").write_text(
            page(json.loads(arguments.results.read_text(encoding="utf-8"))), "utf-8"
        )
    if not arguments.folder and not arguments.page:
        parser.error("name the folder of checkouts, or give --page")


if __name__ == "__main__":
    sys.exit(main())
