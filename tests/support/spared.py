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
    (
        "losses",
        "_check_distributions",
        "wrong = np.abs(sums - 1.0) [> → >=] SUM_TOLERANCE",
    ): "A sum that is off by the tolerance itself, to the last bit, is as right as wrong.",
    (
        "second_order",
        "_lower",
        "while damping [<= → <] largest:",
    ): "Whether the last power of ten is tried: a step that short changes no output.",
    (
        "layer",
        "joined",
        "ws.reshape(*rows.shape[:-2], - [1 → 2]))",
    ): "NumPy takes any negative length for the one that is left over.",
    (
        "activations",
        "gaussian.function",
        "* np.clip(net, -40.0 / root, [40 → 80].0 / root)",
    ): "At 40 widths the output is 0 already.",
    (
        "second_order",
        "_lower",
        "np.square(jacobian).sum(axis= [0 → 1]).max())",
    ): "The largest row of J instead of its largest column: some powers of ten from the same bound.",
    (
        "activations",
        "",
        "t, error_by_out: error_by_out [* → /] np.ones_like(net))",
    ): "A division by 1 is a product with 1.",
}
"""Why nobody has to notice a mutant: as a rule it means the same."""
