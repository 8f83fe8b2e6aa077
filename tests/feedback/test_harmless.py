"""Nothing of a student's that a browser would run or fetch stays in an autograded notebook."""

from __future__ import annotations

import base64
import re
import time
from html.parser import HTMLParser

import pytest
from nbconvert import HTMLExporter
from nbconvert.filters.markdown import markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from examiner.feedback.harmless import ELEMENTS, bare, framed, make_harmless


class Seen(HTMLParser):
    """What a browser would see: elements, and whether any has an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[object] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attributes


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


HOSTILE = [
    "<script>steal()</script>",
    "<SCRIPT src=//evil>",
    "<scr<b>ipt>steal()</script>",
    "<img src=x onerror=steal()>",
    "<svg/onload=steal()>",
    "<b onmouseover=steal()>x</b>",
    "<table background='javascript:steal()'><tr onclick=steal()><td style='background:url(//evil)'>1</td></tr></table>",
    "<td\nonclick\n=\nsteal()>",
    "<b <img src=x onerror=steal()>>",
    '<b x="<img src=x onerror=steal()>">',
    "<b/onclick=steal()>",
    "<iframe srcdoc='<script>steal()</script>'>",
    "<a href='javascript:steal()'>x</a>",
    "<form action=//evil><button>",
    "<!--><img src=x onerror=steal()>-->",
    "<![CDATA[<img src=x onerror=steal()>]]>",
    "<style>*{background:url(//evil)}</style>",
    "<style><img src=x onerror=steal()></style>",
    "</b><base href=//evil><meta http-equiv=refresh content='0;//evil'><link rel=stylesheet href=//evil>",
    "<math><mtext><mglyph><style><!--</style><img title='--><img src=x onerror=steal()>'>",
    "<pre\x00onclick=steal()>",
    "<\x00script>steal()</script>",
    "<p" + " " * 600 + "onclick=steal()>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_only_bare_elements_that_arrange_text_are_left(text: str) -> None:
    found = seen(bare(text))
    assert found.elements <= set(ELEMENTS.split("|"))
    assert not found.attributes


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_of_a_students_shows_no_other_elements(text: str) -> None:
    cell = new_markdown_cell(f"# Answer\n\n{text}\n\n- {text}\n\n`{text}` **bold** {text}")
    make_harmless(cell)
    found = seen(markdown2html(cell.source))
    assert found.elements <= {*ELEMENTS.split("|"), "a"}
    assert {name for name, _ in found.attributes} <= {"href", "rel"}


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:steal())",
        "[x]( javascript:steal() )",
        "[x](java&#115;cript:steal())",
        "[x](JavaScript&colon;steal())",
        "[x](<javascript:steal()>)",
        "[x](\tjava\tscript:steal())",
        "[x](data:text/html,<script>steal()</script>)",
        "[x](vbscript:steal)",
        "[x](//evil)",
        "[x]\n\n[x]: javascript:steal()",
        "[x][y]\n\n[y]:\n  javascript:steal()",
        "[x][y]\n\n[y]: <javascript:steal()> 'title'",
        "<javascript:steal()>",
        "![x](https://evil/pixel.png)",
        "![x][y]\n\n[y]: https://evil/pixel.png",
        "[![x](https://evil/pixel.png)](javascript:steal())",
    ],
)
def test_links_lead_to_web_pages_only_and_pictures_are_not_fetched(text: str) -> None:
    cell = new_markdown_cell(text)
    make_harmless(cell)
    page = seen(markdown2html(cell.source))
    assert "img" not in page.elements
    assert all(value.startswith("https://") for name, value in page.attributes if name == "href")


def test_links_to_web_pages_and_files_stay() -> None:
    cell = new_markdown_cell("[a](https://x.org/y?z=(1)) [b](data/x.csv) [c](#top) [d](x.py 'title') <https://y.org>")
    make_harmless(cell)
    page = seen(markdown2html(cell.source))
    found = [value for name, value in page.attributes if name == "href"]
    assert found == ["https://x.org/y?z=(1)", "data/x.csv", "#top", "x.py", "https://y.org"]


@pytest.mark.parametrize(
    "text",
    [
        "###### test_f",
        "test_f\n======",
        "<h6 id=test_f name=test_f>test_f</h6>",
        "[test_f]: x\n\n# [test_f](#test_f)",
        "<a id=test_f name='test_f' class='nbgrader_cell'>x</a>",
        "```test_f id=test_f\nx\n```",
        "<input id=test_f><button id=test_f><div id='test_f'>",
    ],
)
def test_no_id_or_name_of_a_students_choice_is_in_the_page(text: str) -> None:
    cell = new_markdown_cell(f"A square is a product.\n\n{text}")
    make_harmless(cell)
    assert {name for name, _ in seen(markdown2html(cell.source)).attributes} <= {"href", "rel"}


@pytest.mark.parametrize(
    "text", ["</div></div></section>", "<div><table><tr><td>", "<pre><b><i>", "<!-- ", "<textarea>", "<title>"]
)
def test_no_element_of_a_students_reaches_beyond_its_cell(text: str) -> None:
    cell = new_markdown_cell(f"one\n\n{text}\n\ntwo")
    make_harmless(cell)
    page = markdown2html(cell.source)
    for element in ("div", "table", "tr", "td", "pre", "b", "i", "p"):
        assert len(re.findall(f"<{element}[ >]", page)) == page.count(f"</{element}>")
    assert page.startswith("<div>") and page.rstrip().endswith("</div>") and "one" in page


def test_code_comparisons_and_mathematics_stay_as_they_are_written() -> None:
    cell = new_markdown_cell(
        "`a < b`, $a*b*c<d$, $\\{1, 2\\}$ and 5 < 6\n\n```\nx < y\n\n\nz\n```\n\n| a |\n|---|\n| 1 |"
    )
    make_harmless(cell)
    page = markdown2html(cell.source)
    for shown in ("<code>a &lt; b</code>", "$a*b*c&lt;d$", "$\\{1, 2\\}$", "5 &lt; 6", "x &lt; y", "<td>1</td>"):
        assert shown in page
    assert "<p>" not in page.partition("x &lt; y")[2].partition("</pre>")[0]


PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(20), b"\xff\xd8\xff" + bytes(20)


def test_pictures_that_are_attached_or_were_uploaded_are_shown() -> None:
    cell = new_markdown_cell(
        "![plan](attachment:plan.png) ![photo](photo.jpg) ![far](https://evil/x.png) ![no](page.png)"
    )
    cell["attachments"] = {"plan.png": {"image/png": base64.b64encode(PNG).decode()}, "x": 3, "y": {"image/png": 7}}
    make_harmless(cell, (), {"photo.jpg": JPEG, "page.png": b"<svg onload=steal()>"})
    page = seen(markdown2html(cell.source))
    sources = [str(value) for name, value in page.attributes if name == "src"]
    assert [source.split(",")[0] for source in sources] == ["data:image/png;base64", "data:image/jpeg;base64"]
    assert base64.b64decode(sources[0].split(",")[1]) == PNG


@pytest.mark.parametrize(
    "text",
    [
        "![p](plan.png)",
        "![p](./plan.png)",
        "![p](圖%20一.png)",
        "![p](<圖 一.png>)",
        "![p](attachment:圖%20一.png)",
        '<img src="attachment:plan.png" width="300">',
        "<img src='plan.png'/>",
        "[![p](plan.png)](plan.png)",
        "![p][it]\n\n[it]: plan.png",
    ],
)
def test_a_picture_is_shown_however_markdown_names_it(text: str) -> None:
    cell = new_markdown_cell(text)
    make_harmless(cell, (), {"plan.png": PNG, "圖 一.png": PNG})
    page = seen(markdown2html(cell.source))
    assert [str(value)[:15] for name, value in page.attributes if name == "src"] == ["data:image/png;"]


def test_one_picture_shown_again_and_again_does_not_fill_the_page() -> None:
    cell = new_markdown_cell("![p](p.png) " * 1000)
    make_harmless(cell, (), {"p.png": PNG + bytes(1_000_000)})
    assert 1_000_000 < len(cell.source) < 20_000_000


def test_a_given_text_that_lacks_an_attachment_is_rendered_without_it() -> None:
    given, quoted = "The plan: ![plan](attachment:plan.png)", "![plan](attachment:my%20plan.png)"
    picture = {"image/png": base64.b64encode(PNG).decode()}
    kept = new_markdown_cell(given, attachments={"plan.png": picture})
    other_name = new_markdown_cell(quoted, attachments={"my plan.png": picture})  # nbconvert does not find it
    lost = new_markdown_cell(given)
    for cell in (kept, other_name, lost):
        make_harmless(cell, {given, quoted})
    assert kept.source == given and kept.attachments
    assert "data:image/png" in other_name.source
    assert "attachment:" in lost.source and "<img" not in lost.source
    HTMLExporter().from_notebook_node(new_notebook(cells=[kept, other_name, lost]))  # fails where one is missing


@pytest.mark.parametrize("piece", ["[", "![", "*a_ ", "[x][", "\\begin{a}", "a\n\n", "<", "> "])
def test_markdown_that_takes_long_is_shown_as_it_was_written(piece: str) -> None:
    cell = new_markdown_cell(piece * 30_000)
    began = time.process_time()
    make_harmless(cell)
    assert time.process_time() - began < 8
    assert cell.source.startswith("<div>")


def test_a_table_keeps_its_cells_and_loses_its_style() -> None:
    frame = '<div>\n<style scoped>\n .dataframe tbody { x: y; }\n</style>\n<table border="1" class="dataframe"><tr><td>1 &lt; 2</td></tr></table></div>'
    assert bare(frame) == "<div>\n\n<table><tr><td>1 &lt; 2</td></tr></table></div>"


def test_mathematics_and_prose_stay_readable() -> None:
    assert bare("If $a<b$ and x <3, then **so**.") == "If $a&lt;b$ and x &lt;3, then **so**."
    assert bare("plain") == "plain"


def test_outputs_keep_text_pictures_and_bare_html_only() -> None:
    data = {
        "text/plain": "<b>",
        "text/html": "<script>1</script><b onclick=x>2</b>",
        "image/png": "iVBORw0KGgo=",
        "image/jpeg": '" onerror="steal()',
        "image/svg+xml": "<svg/>",
        "application/javascript": "steal()",
        "text/markdown": "<script>",
        "text/latex": "\\href{javascript:steal()}{x}",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
    }
    stream = new_output("stream", text="<script>")
    cell = new_code_cell("1", outputs=[new_output("display_data", data=data, metadata={"isolated": True}), stream])
    make_harmless(cell)
    assert cell.outputs[0].data == {"text/plain": "<b>", "text/html": framed("<b>2</b>"), "image/png": "iVBORw0KGgo="}
    assert cell.outputs[0].metadata == {}
    assert cell.outputs[1] == stream


def test_the_courses_own_prose_is_left_alone() -> None:
    given = '<div style="color:red">Read this</div>'
    cell = new_markdown_cell(given)
    make_harmless(cell, [given])
    assert cell.source == given


def test_no_text_makes_it_slow() -> None:
    began = time.process_time()
    for piece in ("<", "<b ", "<style>", "<script>x", "<td x", "</style", "<b <"):
        bare(piece * 60_000)
    assert time.process_time() - began < 10


LOOKALIKE = "<div><b>Doubling</b>: <b>5 / 5</b> ✓ Full marks</div><table><tr><td>✓ Passed</td></tr></table>"


@pytest.mark.parametrize(
    "text",
    [
        LOOKALIKE,
        f"</blockquote></div></td></tr></table>{LOOKALIKE}",
        f"</blockquote><style>blockquote {{ display: none }}</style><blockquote hidden>{LOOKALIKE}",
        f"<!--</blockquote>-->{LOOKALIKE}<blockquote><div>",
        f'<div style="position:fixed" class="result">{LOOKALIKE}</div></div></div>',
    ],
)
def test_what_looks_like_a_result_stands_in_a_frame_that_says_whose_it_is(text: str) -> None:
    page = framed(text)
    top, _, inside = page.partition("</div>")
    assert "Output of the student's code, no result of grading" in top and "學生程式的輸出" in top
    assert inside.startswith("<blockquote>") and inside.endswith("</blockquote>")
    depth = [1 if tag == "<" else -1 for tag in re.findall(r"(</?)blockquote", inside)]
    assert sum(depth) == 0 and all(sum(depth[:i]) > 0 for i in range(1, len(depth)))
    assert not seen(page).attributes and "5 / 5" in inside
