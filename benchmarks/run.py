"""Measure the core against its peers, side by side, and print a table in Markdown.

Each comparison runs both sides once to warm up and then in turns, so that whatever slows
the machine down slows down both. What is compared are the medians.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.comparisons import Comparison, comparisons

SECONDS = 6.0
"""About how long one comparison may take."""
LEAST, MOST = 5, 51
"""How often each side runs, at least and at most."""


def main() -> None:
    """Print the machine, the versions and the table."""
    print(f"Machine: {os.cpu_count()} cores, {cpu_model()}, {platform.system()}")
    print(f"Threads for each side: {os.environ.get('OMP_NUM_THREADS', 'as many as it likes')}")
    print(f"Python {platform.python_version()}, NumPy {np.__version__} with {blas()}")
    print(f"PyTorch {installed('torch')}, scikit-learn {installed('scikit-learn')}")
    print()
    print("| work | core | compared with | its time | core / it | target | verdict |")
    print("|---|---:|---|---:|---:|---:|---|")
    for comparison in comparisons():
        print(row(comparison), flush=True)


def row(comparison: Comparison) -> str:
    """Measure a comparison, and return its line of the table."""
    target = "" if comparison.at_most is None else f"≤ {comparison.at_most:.3g}"
    if comparison.other is None:
        cells = [comparison.work, "", comparison.peer, "not installed", "", target, ""]
    else:
        core, other = medians_in_turns(comparison.core, comparison.other)
        other /= comparison.share
        ratio = core / other
        cells = [
            comparison.work,
            duration(core),
            comparison.peer,
            duration(other),
            f"{ratio:.3g}",
            target,
            "" if comparison.at_most is None else "met" if ratio <= comparison.at_most else "missed",
        ]
    return f"| {' | '.join(cells)} |"


def medians_in_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Run both in turns, and return the median of each one's seconds."""
    warm_up = seconds(first) + seconds(second)
    repetitions = min(max(LEAST, round(SECONDS / warm_up)), MOST)
    times = [(seconds(first), seconds(second)) for _ in range(repetitions)]
    of_first, of_second = zip(*times, strict=True)
    return statistics.median(of_first), statistics.median(of_second)


def seconds(function: Callable[[], object]) -> float:
    """Run a function, and return how long it took."""
    start = perf_counter()
    function()
    return perf_counter() - start


def duration(time: float) -> str:
    """Write seconds down with three digits."""
    return f"{time:.3g} s" if time >= 1.0 else f"{1e3 * time:.3g} ms"


def cpu_model() -> str:
    """Return the name of the processor, as far as the system tells it."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def blas() -> str:
    """Return which library multiplies NumPy's matrices."""
    built_with = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{built_with['name']} {built_with['version']}"


def installed(package: str) -> str:
    """Return the version of a package, or that there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
