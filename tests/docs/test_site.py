"""The pages of docs/ as Sphinx builds them: no warning, no dead link, nothing from outside, good for every reader."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from tests.house.markdown import links, name_of, pages
from tests.house.project import ROOT

DOCS = ROOT / "docs"
LOADED = {"src", "srcset", "poster", "data", "background"}  # attributes whose address is fetched to show a page
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "shortcut"}


def build(folder: Path, docs: Path = DOCS) -> subprocess.CompletedProcess[str]:
    """Build the pages as ``make docs`` does."""
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", docs, folder]
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built pages."""
    folder = tmp_path_factory.mktemp("site")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


class Page(HTMLParser):
    """What a built page holds: its anchors, the links in it, and what a browser fetches to show it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = {""}
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.fetched += [value for name, value in given.items() if name in LOADED]
        if tag == "link" and LOADING_LINKS & set(given.get("rel", "").split()):
            self.fetched.append(given.get("href", ""))
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])


def built(site: Path) -> dict[Path, Page]:
    """Return every built page."""
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def dead(site: Path) -> Iterator[str]:
    """Yield the links between built pages that lead nowhere, and the addresses outside that are none."""
    found = built(site)
    for path, page in found.items():
        for link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                if address.scheme not in ("http", "https") or "." not in address.netloc:
                    yield f"{path.name}: {link}"
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            page_there = found.get(target)
            if not target.is_file() or (page_there and unquote(address.fragment) not in page_there.anchors):
                yield f"{path.name}: {link}"


def from_outside(site: Path) -> Iterator[str]:
    """Yield the addresses outside that a browser would fetch to show the pages."""
    for path, page in built(site).items():
        yield from (f"{path.name}: {link}" for link in page.fetched if re.match(r"(\w+:)?//", link.strip()))
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8", errors="replace")
        yield from (
            f"{path.name}: {link}" for link in re.findall(r"(?:@import|url\()\s*['\"]?((?:\w+:)?//[^'\")]+)", text)
        )


def test_the_pages_are_built_without_a_warning(site: Path) -> None:
    names = {path.relative_to(site).with_suffix(".md").as_posix() for path in built(site)}
    written = {path.relative_to(DOCS).as_posix() for path in pages() if path.is_relative_to(DOCS)}
    assert written <= names and len(written) > 15


FAULTS = {
    "[a](nowhere.md)": "nowhere",
    "[a](index.md#no-such-part)": "no-such-part",
    "![a](no.png)": "no.png",
    "```{no-such-directive}\n```": "no-such-directive",
}


def test_a_page_with_a_fault_is_not_built_and_each_fault_is_told(tmp_path: Path) -> None:
    docs = tmp_path / "project/docs"
    for folder in ("_ext", "_templates", "_static"):
        (docs / folder).mkdir(parents=True)
    for name in ("conf.py", "_ext/forge_pages.py", "_templates/sections.html", "_static/pages.css"):
        (docs / name).write_text((DOCS / name).read_text(encoding="utf-8"), encoding="utf-8")
    (docs.parent / "pyproject.toml").write_text('[project]\nversion = "1"\n')
    (docs / "index.md").write_text("# Start\n\n" + "\n\n".join(FAULTS))
    (docs / "alone.md").write_text("# A page that no list of the start page names\n")
    done = build(tmp_path / "site", docs)
    assert done.returncode == 1
    for said in [*FAULTS.values(), "alone.md"]:
        assert said in done.stderr


def test_every_link_of_the_built_pages_leads_somewhere(site: Path) -> None:
    assert list(dead(site)) == []


def test_nothing_that_a_page_shows_comes_from_outside(site: Path) -> None:
    assert list(from_outside(site)) == []


def test_dead_links_and_outside_addresses_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text("<p id=here>")
    wrong = ["b.html#there", "c.html", "https://nowhere", "mail:x"]
    outside = (
        "<img src='//a.b/c.png'><link rel='shortcut icon' href='https://a.b/i'><script src=http://a.b/s.js></script>"
    )
    anchors = "".join(f"<a href='{link}'>x</a>" for link in [*wrong, "b.html#here", "https://a.b/c"])
    (tmp_path / "a.html").write_text(anchors + outside)
    (tmp_path / "a.css").write_text("@import '//a.b/d.css'; p { background: url(https://a.b/e.png), url(f.png) }")
    assert [line.partition(": ")[2] for line in dead(tmp_path)] == wrong
    assert len(list(from_outside(tmp_path))) == 5


@pytest.mark.parametrize("page", [path for path in pages() if path.is_relative_to(DOCS)], ids=name_of)
def test_an_address_outside_is_a_whole_one(page: Path) -> None:
    for link in (link for link in links(page) if "://" in link):
        assert re.fullmatch(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>]*)?", link), link


# -- in a browser -----------------------------------------------------------------------------------------


def shown(site: Path) -> list[Path]:
    """Return the built pages that are made of a page of docs/."""
    return [path for path in built(site) if (DOCS / path.relative_to(site)).with_suffix(".md").is_file()]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1200, "light")])
def test_every_page_is_good_for_every_reader(site: Path, chromium: Any, width: int, scheme: str) -> None:
    wrong = {}
    for path in shown(site):
        chromium.open(path, width=width, scheme=scheme)
        assert chromium.run("return document.documentElement.dataset.theme") == scheme
        found = [*chromium.violations(), *chromium.requests()]
        if chromium.run("return document.documentElement.scrollWidth") > width:
            found.append("scrolls sideways")
        if found:
            wrong[path.name] = found
    assert wrong == {}


def test_axe_would_find_a_fault(chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html lang=en><title>t</title><main><h1>h</h1><img src='data:,'></main>")
    chromium.open(tmp_path / "a.html")
    assert [line.partition(":")[0] for line in chromium.violations()] == ["image-alt"]


def test_colours_that_are_still_changing_are_waited_for(chromium: Any, tmp_path: Path) -> None:
    # The theme's buttons fade from the browser's colours to their own; half-way they cannot be read.
    fading = "<style>b { color: #fff; transition: color .5s } b.ready { color: #000 }</style><b>text</b>"
    (tmp_path / "a.html").write_text(f"<html lang=en><title>t</title><main><h1>h</h1>{fading}</main>")
    chromium.open(tmp_path / "a.html")
    chromium.run("const b = document.querySelector('b'); getComputedStyle(b).color; b.className = 'ready'")
    assert chromium.violations() == []


def test_the_keyboard_reaches_content_pages_and_search(site: Path, chromium: Any) -> None:
    chromium.open(site / "index.html", width=1200)
    keys = ActionChains(chromium.driver)
    keys.send_keys(Keys.TAB).perform()
    assert chromium.run("return document.activeElement.textContent").strip() == "Skip to main content"
    keys.send_keys(Keys.ENTER).perform()
    assert chromium.run("return location.hash") == "#main-content"

    chromium.open(site / "index.html", width=1200)
    wanted = "main a[href], .bd-sidebar-primary a[href], .search-button__button, .theme-switch-button"
    count = chromium.run(
        f"const all = [...document.querySelectorAll({wanted!r})].filter(e => e.checkVisibility({{visibilityProperty: true}}));"
        "all.forEach((e, i) => e.dataset.n = i); return all.length"
    )
    reached, unseen = set(), []
    for _ in range(count + 30):
        keys = ActionChains(chromium.driver)
        keys.send_keys(Keys.TAB).perform()
        number, seen = chromium.run(
            "const e = document.activeElement, s = getComputedStyle(e);"
            "return [e.dataset.n, s.outlineStyle !== 'none' || s.boxShadow !== 'none']"
        )
        reached.add(number)
        if number is not None and not seen:
            unseen.append(number)
    assert reached >= {str(number) for number in range(count)} and count > 30
    assert unseen == []

    ActionChains(chromium.driver).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    assert chromium.run("return document.activeElement.type") == "search"
    ActionChains(chromium.driver).send_keys(Keys.ESCAPE).perform()
    assert chromium.run("return document.activeElement.type") != "search"
