"""A JupyterLab on loopback for the tests, and a notebook open in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from lessons.experiments.kit import Experiment, Slider

PATIENCE = 60_000
LOCAL = ("http://127.0.0.1", "ws://127.0.0.1", "http://localhost", "data:", "blob:")
TOKEN = "for-the-tests-alone"
"""Nobody but this machine can reach the server, and it lives as long as one test."""


@contextmanager
def running_lab(
    folder: Path,
    *,
    notebooks: Path | None = None,
    python: Path = Path(sys.executable),
    environment: Mapping[str, str] = os.environ,
) -> Iterator[str]:
    """Run JupyterLab, and yield its address; it ends with the block.

    Parameters
    ----------
    folder : Path
        Where it keeps its settings and its log.
    notebooks : Path, optional
        The folder that it shows. Default: the same folder.
    python : Path, optional
        The Python that has JupyterLab. Default: the one that runs the tests.
    environment : mapping of str to str, optional
        The variables that it sees. Default: those of the tests.
    """
    root = notebooks or folder
    runtime = folder / "runtime"
    settings = {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    command = [
        *(str(python), "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={TOKEN}"),
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(command, cwd=root, env={**environment, **settings}, stdout=log, stderr=log)
        try:
            yield _address(server, runtime, folder / "lab.log")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Wait until the server has written down where it is."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                return str(json.loads(file.read_text(encoding="utf-8"))["url"])
            except json.JSONDecodeError:
                break  # It is being written.
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def opened(browser: Browser, address: str, path: str) -> Iterator[Page]:
    """Open a path of a running JupyterLab, and yield its page when the kernel is there.

    Nothing that the page asks for may come from another machine.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    page.goto(f"{address}{path}?token={TOKEN}")
    # Keys that come before the kernel is there open a dialog.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)
    yield page
    assert [url for url in requests if not url.startswith(LOCAL)] == []
    context.close()


def move_first_slider(page: Page, shown: Locator, experiment: Experiment) -> None:
    """Move the first slider of an experiment by two keys, and wait each time for what it says then."""
    control = experiment.controls[0]
    assert isinstance(control, Slider)
    stops = control.live_values
    shown.locator(".noUi-handle").first.focus()
    for steps in (1, 2):
        page.keyboard.press("ArrowRight")
        value = stops[stops.index(control.start) + steps]
        for sentence in experiment.sentences(experiment.checked({**experiment.start, control.name: value})):
            expect(shown).to_contain_text(sentence, timeout=PATIENCE)
