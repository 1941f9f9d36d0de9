"""Experiments: pictures that answer when they are touched.

Each function returns one experiment, ready to be shown as the last line of a cell. In a live
notebook its controls take any value and the core computes the answer; on a page of the book
they step through a grid that was computed when the book was built.
"""

from lessons.experiments.learning_rate import learning_rate
from lessons.experiments.two_two_two import two_two_two

__all__ = ["learning_rate", "two_two_two"]
