"""Any Jupyter program can use boxed kernels: a kernel specification is all it needs."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from examiner.kernels.doctor import write_kernelspec
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.provisioner import SharedServers

INSIDE = (
    "import os\nprint(os.getpid(), os.listdir('/submission'), open('/proc/self/status').read().count('Seccomp:\\t2'))"
)


@pytest.fixture(autouse=True)
def specification(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ForkServer) -> None:
    """A kernel called ``boxed``, from the fork server of all tests."""
    path = write_kernelspec(tmp_path / "kernels" / "boxed")
    spec = json.loads(path.read_text())
    config = {"preload": ["numpy"], "limits": {"memory_mib": 200}}
    spec["metadata"]["kernel_provisioner"]["config"] = config
    path.write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setitem(SharedServers.instance().servers, (("numpy",), None), server)


@pytest.fixture
def manager() -> Iterator[KernelManager]:
    """A running kernel, as Jupyter manages it."""
    found = KernelManager(kernel_name="boxed")
    found.start_kernel()
    yield found
    if found.has_kernel:
        found.shutdown_kernel(now=True)


@pytest.fixture
def client(manager: KernelManager) -> Iterator[Any]:
    """A client of it."""
    found = manager.client()
    found.start_channels()
    found.wait_for_ready(timeout=30)
    yield found
    found.stop_channels()


def run(client: Any, code: str) -> str:
    """Run code and return what it printed or the name of its error."""
    printed = []

    def hook(message: dict[str, Any]) -> None:
        printed.append(message["content"].get("text") or message["content"].get("ename") or "")

    client.execute_interactive(code, output_hook=hook, timeout=30)
    return "".join(printed)


def notebook(*sources: str) -> Any:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "boxed", "display_name": "Boxed"}})


def kernel_folders(server: ForkServer) -> set[str]:
    assert server.folder is not None
    return {name for name in os.listdir(server.folder) if name.startswith("k-")}


def test_the_written_kernel_specification_is_found_by_jupyter() -> None:
    spec = KernelSpecManager().get_kernel_spec("boxed")
    assert (spec.language, spec.metadata["kernel_provisioner"]["provisioner_name"]) == (
        "python",
        "examiner-provisioner",
    )


def test_nbclient_runs_a_notebook_in_the_box_and_nothing_is_left(server: ForkServer, host: Any) -> None:
    before, mark = kernel_folders(server), host.mark()
    daemon = f"import subprocess\nsleeper = subprocess.Popen(['setsid', 'sleep', '{mark}'])"
    book = notebook(INSIDE, "x = 20 + 1", daemon, "2 * x")
    NotebookClient(book, kernel_name="boxed", timeout=60).execute()
    assert book.cells[0].outputs[0].text == "1 [] 1\n"
    assert book.cells[3].outputs[0].data["text/plain"] == "42"
    assert all(sleeper.ends() for sleeper in host.find(mark))
    assert kernel_folders(server) == before


def test_nbclient_sees_errors_and_time_limits_as_usual() -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        NotebookClient(notebook("1 / 0"), kernel_name="boxed", timeout=60).execute()
    with pytest.raises(CellTimeoutError):
        NotebookClient(notebook("while True: pass"), kernel_name="boxed", timeout=1).execute()


def test_an_interrupt_stops_a_cell_and_the_kernel_goes_on(manager: KernelManager, client: Any) -> None:
    run(client, "kept = 5")
    number = client.execute("print('started', flush=True)\nwhile True: pass", stop_on_error=False)
    while client.get_iopub_msg(timeout=30)["content"].get("text") != "started\n":
        pass
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != number:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert run(client, "print(kept)") == "5\n"


def test_a_restart_gives_a_fresh_kernel(manager: KernelManager, client: Any) -> None:
    run(client, "kept = 5")
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=30)
    assert run(client, "print(kept)") == "NameError"
    assert run(client, INSIDE) == "1 [] 1\n"


def test_a_kernel_that_dies_is_seen_to_be_dead(manager: KernelManager, client: Any) -> None:
    assert manager.is_alive()
    client.execute("import os\nos._exit(3)")
    provision = manager.provisioner
    assert provision.handle.wait_ended(30)["status"] == 3
    assert not manager.is_alive()
    manager.signal_kernel(signal.SIGINT)  # goes nowhere, quietly
    manager.shutdown_kernel(now=True)
    assert not manager.has_kernel


def test_an_orderly_shutdown_ends_the_kernel(manager: KernelManager, client: Any, server: ForkServer) -> None:
    manager.shutdown_kernel()
    assert not manager.has_kernel


def test_the_limits_of_the_specification_hold(client: Any) -> None:
    assert run(client, "data = bytearray(1 << 30)") == "MemoryError"


def test_a_shared_server_is_started_once_and_again_when_it_has_died() -> None:
    shared = SharedServers()
    first = shared.get(())
    assert shared.get(()) is first
    first.stop()
    second = shared.get(())
    assert second is not first and second.alive()
    second.stop()
