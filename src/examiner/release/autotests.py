"""nbgrader's step that makes tests of AUTOTEST directives, leaving nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import InstantiateTests  # type: ignore[import-untyped, unused-ignore]
from traitlets.config import Config

AUTOTESTS = "autotests.yml"  # nbgrader's templates of such tests


class MadeTests(InstantiateTests):  # type: ignore[misc, unused-ignore]
    """The step, with the connection to its kernel closed; nbgrader keeps it, and after an error the kernel too."""

    _client: Any = None

    @property
    def kc(self) -> Any:
        """The client of the kernel that carries out the master."""
        return self._client

    @kc.setter
    def kc(self, client: Any) -> None:
        if client is None and self._client is not None:
            self._client.stop_channels()
        self._client = client

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with tests in place of directives."""
        try:
            made: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
            return made
        finally:
            if self.kc is not None:
                self.kc.shutdown()
                self.kc = None


def find_templates(config: Config, folder: Path, root: Path) -> None:
    """Have the templates found wherever we work: beside the master, else in the course's folder."""
    if not (folder / AUTOTESTS).is_file():
        config.InstantiateTests.setdefault("autotest_filename", str(root / AUTOTESTS))
