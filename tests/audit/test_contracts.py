"""Tables of demands: what is read of them, and each gap between them, the text, the checks and the wrong answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from tests.audit.course import CONTRACT, DEMANDS, NAME, SENTENCE, AuditedCourse, cell_of, table

from examiner.audit.contracts import Contracts, WrongAnswer, read_contracts, wrong_answers
from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.result import AuditResult
from examiner.audit.sentences import blocks_of, sentences_of
from examiner.audit.soundness import unsound
from examiner.cli.audit import show
from examiner.course.errors import CourseError
from examiner.model import Check, Outcome, Text
from examiner.release.form import conversion, release_form

MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")
LANGUAGES = ("zh-TW", "en")
CHECKS = {"test_values": frozenset({"values"}), "test_shape": frozenset({"shape"})}


@pytest.fixture
def contracted(small: AuditedCourse) -> AuditedCourse:
    """A course with the tables of one task, which are kept."""
    small.add_contract()
    return small


def read(course: AuditedCourse, *tasks: str) -> Contracts:
    return read_contracts(course.notebook(), course.graders, tasks or ("scale", "guess"), MARKERS, LANGUAGES)


def told(contracts: Contracts) -> list[str]:
    return [str(gap) for gap in contracts.gaps]


def by_id(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def judged(*failed: str) -> JudgedAnswer:
    """Return a wrong answer's trial that failed these checks."""
    checks = [
        Check(name, Text.plain(name), Outcome.FAILED if name in failed else Outcome.PASSED, 0.0, 1.0) for name in CHECKS
    ]
    return JudgedAnswer(Answer("scale", "wrong", "w", ""), 0.0, 2.0, tuple(checks))


# -- tables -------------------------------------------------------------------------------------------


def test_what_is_sound_has_no_gap_and_is_released(contracted: AuditedCourse) -> None:
    found = read(contracted)
    assert found.demands == {"scale": ("values", "shape")} and not found.gaps
    _, config = conversion(contracted.course.settings)
    assert not unsound(contracted.notebook(), config, contracted.graders, LANGUAGES)
    edition = release_form(contracted.notebook(), contracted.course.settings)
    assert [c.metadata.tags for c in edition.cells if "contract" in c.metadata.get("tags", ())] == [
        ["zh-TW", "contract"],
        ["en", "contract"],
    ]


def test_a_course_without_tables_has_no_demands_and_no_gaps(small: AuditedCourse) -> None:
    small.write("sentences.toml", CONTRACT["sentences.toml"])
    found = read(small)
    assert (found.count, found.count_covered, found.gaps) == (0, 0, [])


def _drop_english(notebook: NotebookNode) -> None:
    notebook.cells.remove(by_id(notebook, "scale-contract-en"))


def _move_behind_the_answers(notebook: NotebookNode) -> None:
    cell = by_id(notebook, "scale-contract-en")
    notebook.cells.remove(cell)
    notebook.cells.append(cell)


def _away_from_its_text(notebook: NotebookNode) -> None:
    cell = by_id(notebook, "scale-contract-zh")
    notebook.cells.remove(cell)
    notebook.cells.insert(notebook.cells.index(by_id(notebook, "scale-en")) + 1, cell)


def _written(old: str, new: str, language: str = "en") -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        cell = by_id(notebook, f"scale-contract-{language}")
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def _tagged(*tags: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        by_id(notebook, "scale-contract-en").metadata.tags = list(tags)

    return change


@pytest.mark.parametrize(
    ("change", "kind", "gap"),
    [
        (_drop_english, "languages", "there is no table in en"),
        (_move_behind_the_answers, "table", "no answer cell that a grader judges follows it"),
        (_away_from_its_text, "table", "it does not stand right after the text in zh-TW"),
        (_tagged("contract"), "table", "it needs the tag of one language: zh-TW, en"),
        (_written("| id | Demand |", "Demands:"), "table", "it begins with a header"),
        (_written("`shape`", "shape"), "table", "no row of an id in backticks"),
        (_written("one dimension", "one | two"), "table", "no row of an id in backticks"),
        (_written("`shape`", "`values`"), "table", "two rows have the id values"),
        (_written("`shape`", "`form`"), "languages", "only zh-TW has shape; only en has form"),
    ],
)
def test_a_table_that_is_not_as_it_must_be_is_told(
    contracted: AuditedCourse, change: Callable[[NotebookNode], None], kind: str, gap: str
) -> None:
    notebook = contracted.notebook()
    change(notebook)
    contracted.save(notebook)
    found = read(contracted)
    assert any(one.kind == kind and gap in one.detail for one in found.troubles), told(found)


def test_the_languages_give_their_ids_in_the_same_order(contracted: AuditedCourse) -> None:
    notebook = contracted.notebook()
    by_id(notebook, "scale-contract-en").source = table("en", dict(reversed(DEMANDS.items()))).source
    contracted.save(notebook)
    assert told(read(contracted)) == ["scale: languages: the ids or their order differ: the same ids in another order"]


def test_a_bar_may_stand_in_a_row(contracted: AuditedCourse) -> None:
    notebook = contracted.notebook()
    _written("one dimension", "one \\| two")(notebook)
    contracted.save(notebook)
    assert not read(contracted).gaps


# -- sentences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["x must be sorted.", "It returns a list.", "`ValueError` for a bad x.", "這裡應從 0 開始。", "Must x be a list?"],
)
def test_a_sentence_that_demands_is_in_the_table_or_on_the_list(contracted: AuditedCourse, text: str) -> None:
    notebook = contracted.notebook()
    by_id(notebook, "scale-en").source += f"\n\n- An idea. {text} See `a.b. c` below."
    contracted.save(notebook)
    assert told(read(contracted)) == [f"scale: sentence: neither in the table nor in sentences.toml: {text}"]
    entry = f"[[sentence]]\ntask = 'scale'\ntext = '{text}'\nreason = 'an idea'\n"
    path = contracted.graders / "sentences.toml"
    path.write_text(path.read_text() + entry)
    assert not read(contracted).gaps
    by_id(notebook, "scale-en").source = "# Task"
    contracted.save(notebook)
    assert told(read(contracted)) == [f"scale: stale entry: no such sentence: {text}"]


@pytest.mark.parametrize(
    "text", ["反應與對應、應用、適應、效應、相應、響應、供應。", "`return_counts` is mustard.", "```\nreturn 1\n```"]
)
def test_a_sentence_that_demands_nothing_does_not_count(contracted: AuditedCourse, text: str) -> None:
    notebook = contracted.notebook()
    by_id(notebook, "scale-en").source += f"\n\n{text}"
    contracted.save(notebook)
    assert not read(contracted).gaps


def test_the_answer_cells_docstrings_and_comments_count_and_its_solutions_do_not(contracted: AuditedCourse) -> None:
    (contracted.graders / "sentences.toml").unlink()
    notebook = contracted.notebook()
    cell = cell_of(notebook, "scale")
    cell.source = cell.source.replace("### BEGIN", "# It must be\n    # quick.\n    ### BEGIN")
    cell.source = cell.source.replace("x = np", "# what it returns\n    x = np", 1)
    sections = "\n\n    Returns\n    -------\n    array\n        It must be new.\n\n    Notes\n    -----\n    It must."
    cell.source = cell.source.replace('one-dimensional."""', f'one-dimensional.{sections}\n    """')
    contracted.save(notebook)
    found = [gap.detail.removeprefix("neither in the table nor in sentences.toml: ") for gap in read(contracted).gaps]
    assert sorted(found) == sorted([SENTENCE, "It must be quick.", "It must."])


def test_the_title_counts_once_all_its_tasks_are_looked_at(contracted: AuditedCourse) -> None:
    notebook = contracted.notebook()
    by_id(notebook, "title-en").source += "\n\nAll must rest."
    contracted.save(notebook)
    assert told(read(contracted)) == ["title: sentence: neither in the table nor in sentences.toml: All must rest."]
    assert not read(contracted, "guess").gaps


def test_an_entry_for_no_task_is_stale(contracted: AuditedCourse) -> None:
    path = contracted.graders / "sentences.toml"
    path.write_text(path.read_text().replace('"scale"', '"scael"'))
    assert sorted(gap.kind for gap in read(contracted).gaps) == ["sentence", "stale entry"]


def test_sentences_end_where_people_end_them() -> None:
    text = "It is 0.5, e.g. `a. b`. **Next.** (Third!) 第四。「第五。」最後"
    assert sentences_of(text) == ["It is 0.5, e.g. `a. b`.", "**Next.**", "(Third!)", "第四。", "「第五。」", "最後"]
    assert list(blocks_of("# Head\nA\nB\n\n- one\n  more\n2. two\n| a | b |\n")) == [
        "Head",
        "A\nB",
        "one\n  more",
        "two",
        "a | b |",
    ]


# -- checks and wrong answers -------------------------------------------------------------------------


def test_a_demand_is_covered_by_a_check_and_an_answer_that_breaks_it_alone() -> None:
    contracts = Contracts({"scale": ("values", "shape")})
    answers = [WrongAnswer("a.py", frozenset({"values"}), judged("test_values"))]
    contracts.enter("scale", CHECKS, [*answers, WrongAnswer("b.py", frozenset({"shape"}), judged("test_shape"))])
    assert (contracts.count, contracts.count_covered, contracts.gaps) == (2, 2, [])


@pytest.mark.parametrize(
    ("checks", "answers", "gap", "covered"),
    [
        (
            {"test_values": CHECKS["test_values"]},
            {"shape": ["test_shape"]},
            "scale, shape: no check: no check names it",
            1,
        ),
        (CHECKS | {"test_more": frozenset({"size"})}, {}, "scale, size: unknown id: the check test_more names it", 2),
        (CHECKS, {"size": ["test_values"]}, "scale, size: unknown id: size.py names it", 2),
        (CHECKS, {"shape": None}, "scale, shape: no wrong answer: no wrong answer breaks it alone", 1),
        (CHECKS, {"shape": []}, "scale, shape: no wrong answer: shape.py fails no check", 1),
        (CHECKS, {"shape": [*CHECKS]}, "scale: other check: shape.py breaks shape, and fails test_values", 1),
    ],
)
def test_each_gap_is_told(checks: dict, answers: dict, gap: str, covered: int) -> None:
    failed = {"values": ["test_values"], "shape": ["test_shape"], **answers}
    wrong = [WrongAnswer(f"{i}.py", frozenset({i}), judged(*names)) for i, names in failed.items() if names is not None]
    contracts = Contracts({"scale": ("values", "shape")})
    contracts.enter("scale", checks, wrong)
    assert any(text.startswith(gap) for text in told(contracts)), told(contracts)
    assert contracts.troubles == contracts.gaps and contracts.count_covered == covered


def test_an_answer_may_break_several_demands_and_then_covers_none() -> None:
    contracts = Contracts({"scale": ("values", "shape")})
    contracts.enter("scale", CHECKS, [WrongAnswer("a.py", frozenset({"values", "shape"}), judged(*CHECKS))])
    assert {gap.kind for gap in contracts.gaps} == {"no wrong answer"} and contracts.count_covered == 0


def test_an_answer_that_was_not_tried_fails_nothing() -> None:
    contracts = Contracts({"scale": ("values", "shape")})
    untried = WrongAnswer("b.py", frozenset({"shape"}))
    contracts.enter("scale", CHECKS, [WrongAnswer("a.py", frozenset({"values"}), judged("test_values")), untried])
    assert told(contracts) == ["scale, shape: not tried: b.py"] and not contracts.troubles
    assert contracts.count_covered == 1


@pytest.mark.parametrize("line", ["# breaks:", "# breaks: Shape", "#breaks: shape", "# breaks: shape values"])
def test_a_line_that_begins_to_name_demands_names_them(contracted: AuditedCourse, line: str) -> None:
    assert {a.file: a.breaks for a in wrong_answers(contracted.graders, ["scale", "guess"], {})["scale"]} == {
        "wrong/scale/no_check.py": {"shape"},
        "wrong/scale/by_sum.py": {"values"},
    }
    contracted.write("wrong/scale/bad.py", f"# loses: 1\n{line}\nscale = None\n")
    with pytest.raises(CourseError, match="line 2"):
        wrong_answers(contracted.graders, ["scale", "guess"], {})


# -- what is shown (test_command.py has the whole way) ------------------------------------------------


def test_people_and_machines_read_the_gaps(capsys: pytest.CaptureFixture) -> None:
    contracts = Contracts({"scale": ("values", "shape")})
    contracts.enter("scale", CHECKS, [WrongAnswer("a.py", frozenset({"values"}), judged("test_values"))])
    result = AuditResult(NAME, contracts=contracts)
    found = result.record()
    assert (found.demands, found.demands_covered, found.passed) == (2, 1, False)
    assert [(gap.task, gap.demand, gap.kind) for gap in found.contract_details] == [
        ("scale", "shape", "no wrong answer")
    ]
    show(result)
    told = " ".join(capsys.readouterr().out.split())
    for text in ("contract scale, shape: no wrong answer", "scale 2 1 shape", "BAD 1 of 2 demands covered; 1 gaps"):
        assert text in told
