"""Run chapters and store what they print: ``python -m lessons.publishing.store_chapters book/*.ipynb``.

A stored chapter holds its text output and no pictures: those are drawn when the book is
built. Of an experiment it holds the sentence on its start state. Nothing that differs from
run to run (times, versions, paths) is stored.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

from lessons.experiments.kit import hosts

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KERNELS = Config(KernelManager={"transport_encryption": "auto"})
"""Kernels that talk in plain text each begin with a warning that others could listen."""


def run(notebook: nbformat.NotebookNode, cwd: Path | str, host: str, **options: Any) -> nbformat.NotebookNode:
    """Return a notebook with what its cells print, run from a fresh kernel, in order.

    Parameters
    ----------
    notebook : NotebookNode
    cwd : Path or str
        Where the kernel runs.
    host : str
        What shows its experiments: ``hosts.PAGE`` or ``hosts.TEXT``.
    **options
        Further options of ``NotebookClient``.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    # What a cell prints arrives in pieces. Joined as they are, no blank lines come between.
    options |= {"coalesce_streams": True, "config": KERNELS, "resources": {"metadata": {"path": cwd}}}
    # Where chapters run side by side, more threads in one would wait for those of another.
    settings = {"OMP_NUM_THREADS": "1", **os.environ, hosts.HOST: host}
    return NotebookClient(notebook, **options).execute(env=settings)


def stored(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook as it is stored: run in `folder`, without pictures or traces of the machine."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook = run(notebook, folder, hosts.TEXT, timeout=300, record_timing=False)
    notebook.metadata = nbformat.from_dict(METADATA)  # the kernel adds the version of Python
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    for output in outputs:
        if "data" in output:
            output.metadata = {}
            for kind in [kind for kind in output.data if kind.startswith("image/")]:
                del output.data[kind]
    return notebook


def store(path: Path) -> None:
    """Run the notebook at `path` and store it there."""
    notebook = stored(nbformat.read(path, as_version=4), path.parent)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for number, name in enumerate(sys.argv[1:], start=1):
        print(f"[{number:>2} of {len(sys.argv) - 1}] {name}", flush=True)
        store(Path(name))
