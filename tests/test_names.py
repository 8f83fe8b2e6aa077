"""A name is one name, however its characters are composed; one that is nearly known is told."""

from __future__ import annotations

import unicodedata
from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from nbgrader.api import Gradebook as Nbgraders
from tests.fixtures.reports import make_report

from examiner.batch.names import name_warnings
from examiner.gradebook.reading import Gradebook
from examiner.gradebook.writer import GradebookWriter
from examiner.model import Verdict

NFC = unicodedata.normalize("NFC", "José Núñez")
NFD = unicodedata.normalize("NFD", NFC)


@pytest.fixture
def known(mini: SimpleNamespace):
    """Make the gradebook know students."""

    def make(*names: str) -> str:
        url = mini.course.gradebook_url
        with Nbgraders(url, "mini") as gradebook:
            for name in names:
                gradebook.update_or_create_student(name)
            gradebook.update_or_create_assignment("mini")
            gradebook.update_or_create_notebook("mini", "mini")
        return url

    return make


def test_a_folder_of_a_mac_is_the_student_of_the_gradebook(mini: SimpleNamespace) -> None:
    mini.submit(NFD)
    assert mini.course.students("mini") == (NFC,)
    found = mini.course.submission(NFC, "mini")
    assert (found.student, found.folder.parent.name) == (NFC, NFD)


@pytest.mark.parametrize(("registered", "graded"), [(NFC, NFD), (NFD, NFC), (NFC, NFC)])
def test_the_gradebook_has_one_of_them(mini: SimpleNamespace, known, registered: str, graded: str) -> None:
    url = known(registered)
    fault = replace(make_report(graded, assignment="mini"), outcome=Verdict.FAULT, tasks=())
    with GradebookWriter(url, "mini") as writer:
        writer.write(fault, None)
    with Nbgraders(url, "mini") as gradebook:
        assert [student.id for student in gradebook.students] == [registered]
        assert gradebook.find_submission("mini", registered)
    assert set(Gradebook(mini.course).held("mini", [graded])) == {NFC}


def test_two_folders_of_one_name_are_told(mini: SimpleNamespace) -> None:
    mini.submit(NFC)
    mini.submit(NFD)
    assert mini.course.students("mini") == (NFC,)
    (told,) = name_warnings(mini.course, "mini")
    assert f"{mini.course.root}/submitted/{NFD}/mini is not graded" in told


def test_a_new_name_that_is_nearly_a_known_one_is_told(mini: SimpleNamespace, known) -> None:
    known("mary.lee@uni.edu", "bo")
    mini.submit("Mary.Lee@uni.edu")
    mini.submit("bo")
    mini.submit("boris")
    (told,) = name_warnings(mini.course, "mini")
    assert "'mary.lee@uni.edu', not 'Mary.Lee@uni.edu'" in told
