"""Measure what each line of the requirements costs in the environment that this runs in.

    python -m benchmarks.environment FILE

writes a page about it. ``make binder`` does so for the environment that Binder would build. *Its own*
is the size of a package's files; *without it* is how much smaller the environment would be without
that line: the package and what only it brings.
"""

from __future__ import annotations

import platform
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
MEGABYTE = 1e6
OURS = "backpropagation-lessons"
PAGE = """\
# What the environment costs

Binder, `make book` and `make lab` install `requirements.txt`. It pins the lines of `pyproject.toml` that
are listed here, and what those need: {packages} packages, {total:.0f} MB. *Its own* is the size of a
package's files, *without it* how much smaller all of it would be without that line: the package and what
no other line needs.

{table}

What more than one line needs takes {shared:.0f} MB. In the environment that Binder would build there are
{base:.0f} MB more, in {others} packages that Binder puts into every environment.

Measured with Python {python} on {system}, compiled files included. `make binder` builds that
environment, runs chapters in it, and writes this page. The reasons are the comments of `pyproject.toml`.
"""


@dataclass(frozen=True)
class Line:
    """A line of the requirements, and why it is there."""

    requirement: Requirement
    reason: str

    @property
    def name(self) -> str:
        """The package, as all tools spell it."""
        return canonicalize_name(self.requirement.name)


def lines(pyproject: str) -> list[Line]:
    """Read the requirements of the library and of the book, and the comments above them."""
    settings = tomllib.loads(pyproject)
    reasons = _reasons(pyproject)
    asked = [*settings["project"]["dependencies"], *settings["dependency-groups"]["book"]]
    return [Line(Requirement(text), reasons[text]) for text in asked]


def _reasons(pyproject: str) -> dict[str, str]:
    """Return of each entry of a list the comment above it, or above the entry before it."""
    reasons: dict[str, str] = {}
    comment: list[str] = []
    ended = False
    for text in map(str.strip, pyproject.splitlines()):
        entry = re.match(r'"([^"]+)",', text)
        if text.startswith("# "):
            comment = [text[2:]] if ended else [*comment, text[2:]]
            ended = False
        elif entry:
            reasons[entry[1]] = " ".join(comment)
            ended = True
        else:
            comment = []
    return reasons


def installed(prefix: Path) -> dict[str, Distribution]:
    """Return the packages of an environment."""
    folders = [str(folder) for folder in prefix.glob("lib/python*/site-packages")]
    return {canonicalize_name(found.name): found for found in distributions(path=folders)}


def needed(packages: Mapping[str, Distribution], asked: Iterable[Requirement]) -> set[str]:
    """Return the packages that some requirements bring, directly or not."""
    seen: set[tuple[str, str]] = set()
    waiting = list(asked)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if name in packages and (name, extra) not in seen:
                seen.add((name, extra))
                waiting.extend(_requirements(packages[name], extra))
    return {name for name, _ in seen}


def _requirements(package: Distribution, extra: str) -> list[Requirement]:
    found = [Requirement(text) for text in package.requires or []]
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": extra})]


def size(package: Distribution) -> float:
    """Return what the files of a package take, in MB."""
    paths = [Path(str(package.locate_file(file))) for file in package.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file()) / MEGABYTE


@dataclass(frozen=True)
class Row:
    """What a line costs, in MB: its own files, and how much less there would be without it."""

    line: Line
    version: str
    own: float
    without: float


@dataclass(frozen=True)
class Costs:
    """What all lines cost, in MB: in total, shared by several lines, and what the base adds."""

    rows: list[Row]
    packages: int
    total: float
    shared: float
    others: int
    base: float


def measure(prefix: Path, asked: list[Line]) -> Costs:
    """Measure what each line costs in an environment; the most expensive comes first."""
    packages = installed(prefix)
    sizes = {name: size(package) for name, package in packages.items()}
    everything = needed(packages, [line.requirement for line in asked])
    only = {
        line: everything - needed(packages, [other.requirement for other in asked if other is not line])
        for line in asked
    }
    rows = [
        Row(line, packages[line.name].version, sizes[line.name], sum(sizes[name] for name in only[line]))
        for line in asked
    ]
    base = set(packages) - everything - {OURS}
    return Costs(
        sorted(rows, key=lambda row: (-row.without, -row.own)),
        len(everything),
        sum(sizes[name] for name in everything),
        sum(sizes[name] for name in everything.difference(*only.values())),
        len(base),
        sum(sizes[name] for name in base),
    )


def page(costs: Costs) -> str:
    """Return the page about the costs of this environment."""
    rows = [
        f"| {row.line.name} | {row.version} | {row.own:.1f} | {row.without:.1f} | {row.line.reason} |"
        for row in costs.rows
    ]
    head = ["| line | version | its own, MB | without it, MB less | why it is there |"]
    return PAGE.format(
        packages=costs.packages,
        total=costs.total,
        table="\n".join([*head, "| --- | --- | ---: | ---: | --- |", *rows]),
        shared=costs.shared,
        base=costs.base,
        others=costs.others,
        python=platform.python_version(),
        system=f"{platform.system()} ({platform.machine()})",
    )


def main() -> None:
    """Measure this environment, and write the page that is named."""
    asked = lines((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = page(measure(Path(sys.prefix), asked))
    Path(sys.argv[1]).write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
