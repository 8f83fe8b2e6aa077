"""HTML where prose belongs."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

HTML = """<script>steal()</script><img src=x onerror=steal()><svg onload=steal()><iframe srcdoc="<script>steal()</script>"></iframe>
<b onclick=steal()>x</b> [x](javascript:steal()) ![x](javascript:steal()) <javascript:steal()> <style>*{background:url(//evil)}</style>
<table background="//evil"><tr><td onclick=steal()>1</td></tr></table> [y]: javascript:steal() "t"
![z](attachment:z.svg) <form action=//evil><button formaction=javascript:steal()>x</button></form> <base href=//evil>"""


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    cells = [nbformat.v4.new_markdown_cell(text) for text in (HTML, f"# {HTML}", f"- {HTML}", f"    {HTML}", f"`{HTML}`", f"${HTML}$")]
    cells[0]["attachments"] = {"z.svg": {"image/svg+xml": "PHN2Zy8+"}}
    notebook.cells = [*cells, nbformat.v4.new_raw_cell(HTML), *notebook.cells, nbformat.v4.new_markdown_cell(HTML)]
    nbformat.write(notebook, folder / "week1.ipynb")
