"""The browser that opens the book in the tests, and prints it.

``python -m lessons.publishing.chromium`` sees to it that there is one: what ``CHROMIUM`` names, or
what is installed, or what Playwright downloads, or, for root on Debian and its like, a package.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
HOW_TO_INSTALL = (
    "The book is opened in a real browser, and none starts here. Install Chromium (Debian, Ubuntu: "
    "apt-get install chromium; Fedora: dnf install chromium; macOS: brew install --cask chromium), "
    "or name a Chromium or Chrome in CHROMIUM."
)
NO_PLAYWRIGHT = "the package playwright is missing: pip install -r requirements-test.txt"
PATIENCE = 60
"""How many seconds a download may take, or a start."""


def find_chromium() -> str | None:
    """Return the path of a Chromium that is installed on this machine, if there is one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser: the one that is named or installed, or else the one that Playwright has downloaded.

    Raises
    ------
    RuntimeError
        If there is no browser that starts, or not the package that drives it.
    """
    path = find_chromium()
    if path is None and os.environ.get("CHROMIUM"):
        raise RuntimeError(HOW_TO_INSTALL)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise RuntimeError(NO_PLAYWRIGHT) from error
    channel = None if path else "chromium"
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, channel=channel, args=list(OPTIONS))
        except Error as error:
            raise RuntimeError(HOW_TO_INSTALL) from error
        yield browser
        browser.close()


def run_for(seconds: float, command: Sequence[str]) -> bool:
    """Run a program without its words, end it and all that it started in time, and say if it succeeded."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as program:
        try:
            return program.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


def starts() -> bool:
    """Return whether there is a browser that starts, and whether what drives it finds its libraries."""
    attempt = "from lessons.publishing.chromium import chromium\nwith chromium():\n    pass"
    return run_for(PATIENCE, [sys.executable, "-c", attempt])


def _download() -> None:
    """Let Playwright download its own."""
    print(f"No browser is installed: Playwright tries to download one ({PATIENCE} s at most)", flush=True)
    run_for(PATIENCE, [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"])


def _install() -> None:
    """Install the package of Debian and its like, where nobody has to be asked for more rights."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print("None could be downloaded: apt-get installs one", flush=True)
    # The second is for what drives the browser: on some releases the first does not bring it.
    packages = ["chromium", "libatomic1"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)


def provide(ways: Sequence[Callable[[], None]] = (_download, _install)) -> None:
    """See to it that there is a browser.

    Raises
    ------
    RuntimeError
        If there is none that starts and none can be had, if ``CHROMIUM`` names none, or if there is
        not the package that drives it.
    """
    if find_spec("playwright") is None:
        raise RuntimeError(NO_PLAYWRIGHT)
    if os.environ.get("CHROMIUM"):
        ways = ()  # whoever names one wants no other
    for way in ways:
        if starts():
            return
        way()
    if not starts():
        raise RuntimeError(HOW_TO_INSTALL)


if __name__ == "__main__":
    try:
        provide()
    except RuntimeError as problem:
        sys.exit(str(problem))
