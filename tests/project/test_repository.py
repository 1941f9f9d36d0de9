"""What the papers around the book say about it: commands that exist, one version, one address."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml

from tests.support import side_by_side
from tests.support.browsing import ROOT

PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def targets() -> set[str]:
    """Return what the Makefile can make."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*PAPERS, *WORKFLOWS], ids=lambda path: path.name)
def test_every_command_that_is_named_can_be_made(path: Any) -> None:
    named = set(re.findall(r"(?:`|run: )make ([a-z]+)", path.read_text(encoding="utf-8")))
    assert named
    assert named <= targets()


def test_the_readme_names_everything_that_can_be_made() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named == targets()


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^):]+)\)", text)
    named = re.findall(r"`((?:src|tests|book|benchmarks)/[\w./-]*)`", text)
    assert linked + named
    assert [name for name in linked + named if not (ROOT / name).exists()] == []


def test_the_entry_of_the_ledger_in_the_readme_is_one() -> None:
    [block] = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    [shown] = tomllib.loads(block)["entry"]
    ledger = (ROOT / "src" / "lessons" / "evidence" / "ledger.toml").read_text(encoding="utf-8")
    assert shown in tomllib.loads(ledger)["entry"]


def test_the_citation_is_of_this_version_of_this_book() -> None:
    citation, settings = read("CITATION.cff"), read("_config.yml")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == settings["title"]
    assert [author["name"] for author in citation["authors"]] == [settings["author"]]
    assert citation["version"] == project["version"]
    assert citation["repository-code"] == settings["repository"]["url"]
    assert set(citation["license"]) == set(project["license"].split(" AND "))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_keeps_what_shows_why_it_failed_and_asks_for_no_more_rights_than_it_needs(
    path: Any,
) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert "timeout-minutes" in job or name == "publish"
        runs = [step.get("run", "") for step in job["steps"]]
        if "bash .ci/run" in runs:
            keeps = [step for step in job["steps"] if step.get("if") == "failure()"]
            assert "_build/failures" in keeps[-1]["with"]["path"]


def test_every_python_that_the_book_supports_is_tested() -> None:
    [tested] = [
        job["strategy"]["matrix"]["python"]
        for job in read(".github/workflows/book.yml")["jobs"].values()
        if "strategy" in job
    ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={tested[0]}"
    assert tested == ["3.11", "3.12", "3.13"]


def test_the_files_whose_tests_are_handed_out_in_their_own_way_exist() -> None:
    for path in side_by_side.START_PROGRAMS | side_by_side.OPEN_PAGES | side_by_side.TRAIN_LONG:
        assert (ROOT / path).is_file(), path
