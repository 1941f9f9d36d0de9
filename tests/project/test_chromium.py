"""The tests get a browser, or one line at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.publishing import chromium
from lessons.publishing.chromium import HOW_TO_INSTALL, find_chromium

NOBODY = "http://127.0.0.1:9"
"""Where no download is to be had."""


def test_a_missing_browser_is_found_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() is None
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nothing-here"))
    assert find_chromium() is None


def test_the_browser_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "my-chromium"
    browser.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert find_chromium() == str(browser)


def provided(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Ask for a browser where only those in the folder are installed, and none can be downloaded."""
    environment = {name: value for name, value in os.environ.items() if name != "CHROMIUM"}
    places = {
        "PATH": str(folder),
        "PLAYWRIGHT_BROWSERS_PATH": str(folder),
        "PLAYWRIGHT_DOWNLOAD_HOST": NOBODY,
    }
    return subprocess.run(
        [sys.executable, "-m", "lessons.publishing.chromium"],
        env={**environment, **places, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_where_no_browser_can_be_had_there_is_one_line(tmp_path: Path) -> None:
    result = provided(tmp_path)
    assert result.returncode == 1
    assert result.stderr == f"{HOW_TO_INSTALL}\n"
    assert len(result.stdout.splitlines()) == 1


def test_whoever_names_a_browser_gets_no_other(tmp_path: Path) -> None:
    result = provided(tmp_path, CHROMIUM=str(tmp_path / "nothing-here"))
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"{HOW_TO_INSTALL}\n")


def test_a_browser_that_is_installed_is_taken(tmp_path: Path) -> None:
    (tmp_path / "chromium").symlink_to(str(find_chromium()))
    result = provided(tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_package_is_installed_by_root_and_by_nobody_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls, apt_get = tmp_path / "calls", tmp_path / "apt-get"
    apt_get.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n')
    apt_get.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    chromium._install()
    assert not calls.exists()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chromium._install()
    assert calls.read_text().splitlines() == [
        "update",
        "install --yes --no-install-recommends chromium libatomic1",
    ]


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    chromium.run_for(2, ["sh", "-c", f"(echo here; sleep 1000) > {pipe} & wait"])
    os.set_blocking(reader, True)
    with open(reader) as said:
        assert said.read() == "here\n"  # and the end: nobody holds the pipe any more
