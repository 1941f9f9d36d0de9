"""Pictures of the book. Each function draws on an Axes and returns it."""

from lessons.figures.curves import (
    convergence_factor,
    error_against_updates,
    error_against_weight,
    path_on_error,
)
from lessons.figures.diagrams import (
    NetworkDiagram,
    computation_chain,
    two_two_two_backward,
    two_two_two_forward,
    two_two_two_start,
)
from lessons.figures.style import use_book_style

__all__ = [
    "NetworkDiagram",
    "computation_chain",
    "convergence_factor",
    "error_against_updates",
    "error_against_weight",
    "path_on_error",
    "two_two_two_backward",
    "two_two_two_forward",
    "two_two_two_start",
    "use_book_style",
]
