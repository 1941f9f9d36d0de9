"""Does everything that is printed hold under other arithmetic? ``make shake`` runs this.

The chapters, the tests that compute, and the texts of the experiments run under each setting: other kernels
of the BLAS, as far as this processor has what they need; without NumPy's vector instructions; and in shaken
arithmetic (`shaken`), with one seed after another. Every output that differs is named, with the settings
under which it does. What a run printed stays in _build/shake.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.shake.shaken import SEED
from tests.support.browsing import ROOT

LOGS = ROOT / "_build" / "shake"
KERNELS = {
    "Prescott": "pni",
    "Nehalem": "sse4_2",
    "SandyBridge": "avx",
    "Haswell": "avx2",
    "SkylakeX": "avx512f",
}
"""Kernels of OpenBLAS for x86-64, and the flag of a processor that can run each."""
NO_VECTORS = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"

Setting = dict[str, str]


def flags() -> set[str]:
    """Return what this processor can do, as far as the system says so."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    return {flag for line in lines if line.startswith("flags") for flag in line.split()}


def settings(seeds: int) -> dict[str, Setting]:
    """Return the environments to run in, by name."""
    able = flags()
    kernels = [name for name, flag in KERNELS.items() if flag in able]
    return {
        "as it is": {},
        **{f"BLAS {name}": {"OPENBLAS_CORETYPE": name} for name in kernels},
        "no vectors": {"NPY_DISABLE_CPU_FEATURES": NO_VECTORS},
        **shaken(seeds),
    }


def shaken(seeds: int) -> dict[str, Setting]:
    """Return the environments of shaken arithmetic."""
    return {f"shaken {seed}": {SEED: str(seed)} for seed in range(1, seeds + 1)}


def environment(setting: Setting) -> Setting:
    """Return this process's environment in a setting, without what it says of the BLAS."""
    mine = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENBLAS", "NPY", SEED))
    }
    path = os.pathsep.join(filter(None, (str(ROOT), mine.get("PYTHONPATH"))))
    return {**mine, "OMP_NUM_THREADS": "1", "PYTHONPATH": path, **setting}


def failed(setting: Setting, log: Path, what: list[str]) -> set[str]:
    """Run the chapters and the tests in a setting, and return the names of those that fail."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.shake.shaken",
        "--only-numbers",
        "--numprocesses=logical",
        "--maxprocesses=4",
    ]
    command += ["--no-loadscope-reorder", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=600"]
    command += ["--nbval-sanitize-with=tests/support/nbval_sanitize.cfg", "--quiet", *what]
    with log.open("w", encoding="utf-8") as file:
        code = subprocess.run(
            command, cwd=ROOT, env=environment(setting), stdout=file, stderr=subprocess.STDOUT
        ).returncode
    names = re.findall(
        r"^(?:FAILED|ERROR) (\S+?(?:::Cell \d+|\S*))(?: - |$)", log.read_text(encoding="utf-8"), re.MULTILINE
    )
    return set(names) or ({f"pytest ended with {code}, see {log}"} if code else set())


def texts(setting: Setting) -> list[str]:
    """Return every text of the experiments in a setting."""
    command = [sys.executable, "-m", "tests.shake.texts"]
    return subprocess.run(
        command, env=environment(setting), stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()


def differing(setting: Setting, log: Path, expected: Sequence[str]) -> set[str]:
    """Return the names of all tests and cells that fail in a setting, and the texts that differ."""
    changed = (line for line, shown in zip(expected, texts(setting), strict=True) if line != shown)
    return failed(setting, log, []) | set(changed)


def main() -> int:
    """Run everything, say how far it is, and return 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="only the chapters, with one seed")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds of shaken arithmetic (5)")
    options = parser.parse_args()
    LOGS.mkdir(parents=True, exist_ok=True)
    expected = [] if options.quick else texts({})
    found: dict[str, list[str]] = defaultdict(list)
    for name, setting in (shaken(1) if options.quick else settings(options.seeds)).items():
        start, log = time.monotonic(), LOGS / f"{name.replace(' ', '-')}.log"
        names = failed(setting, log, ["book"]) if options.quick else differing(setting, log, expected)
        for each in names:
            found[each].append(name)
        print(f"{name:16} {len(names):4} differ   {time.monotonic() - start:4.0f} s", flush=True)
    for each, names_of_settings in sorted(found.items()):
        print(f"\n{each}\n    {', '.join(names_of_settings)}")
    print(f"\n{len(found)} outputs differ somewhere.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
