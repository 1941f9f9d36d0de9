"""Run chapters and store what they print: ``python -m lessons.publishing.store_chapters book/*.ipynb``.

A stored chapter holds its text output and no pictures: those are drawn when the book is
built. Of an experiment it holds the sentence on its start state. Nothing that differs from
run to run (times, versions, paths) is stored.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm
from traitlets.config import Config

from lessons.experiments.kit import hosts

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KERNELS = Config(KernelManager={"transport_encryption": "auto"})
"""Kernels that talk in plain text each begin with a warning that others could listen."""


def stored(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook as it is to be stored: run from a fresh kernel, in order.

    Parameters
    ----------
    notebook : NotebookNode
    folder : Path
        Where the kernel runs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    resources = {"metadata": {"path": folder}}
    client = NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        coalesce_streams=True,
        resources=resources,
        config=KERNELS,
    )
    notebook = client.execute(env={**os.environ, hosts.HOST: hosts.TEXT})
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for kind in [kind for kind in data if kind.startswith("image/")]:
                del data[kind]
            output.pop("metadata", None) if output.output_type == "stream" else output.update(metadata={})
    return notebook


def store(path: Path) -> None:
    """Run the notebook at `path` and store it there."""
    notebook = stored(nbformat.read(path, as_version=4), path.parent)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for name in tqdm(sys.argv[1:], unit="chapter"):
        store(Path(name))
