"""The mutants of the core that nobody has to notice."""

from __future__ import annotations

from collections.abc import Mapping

Key = tuple[str, str, str]
"""A module, a function in it (or a class, or nothing), and a line with what it becomes."""

REASONS: Mapping[Key, str] = {
    (
        "network",
        "Network",
        "@dataclass(frozen=True, init= [False → True], eq=False, repr=False)",
    ): "A dataclass leaves an __init__ alone that is written in the class.",
}
"""Why nobody has to notice a mutant: as a rule it means the same."""
