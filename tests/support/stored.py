"""What stored chapters print."""

from __future__ import annotations

import nbformat


def outputs_of(notebook: nbformat.NotebookNode) -> str:
    """Return all texts that the cells of a chapter print, one after another."""
    texts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            texts.append(output.get("text", ""))
            texts.append(output.get("data", {}).get("text/plain", ""))
    return "\n".join(texts)
