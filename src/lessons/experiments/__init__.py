"""Experiments: pictures that answer when they are touched.

Each function returns one experiment, ready to be shown as the last line of a cell. In a live
notebook its controls take any value and the core computes the answer; on a page of the book
they step through a grid that was computed when the book was built.
"""

from lessons.experiments.activation_and_depth import activation_and_depth
from lessons.experiments.activation_for_regression import activation_for_regression
from lessons.experiments.batch_size_and_plateau import batch_size_and_plateau
from lessons.experiments.error_surface import error_surface
from lessons.experiments.first_look import first_look
from lessons.experiments.learning_rate import learning_rate
from lessons.experiments.optimizer_race import optimizer_race
from lessons.experiments.softmax_and_cross_entropy import softmax_and_cross_entropy
from lessons.experiments.two_two_two import two_two_two

__all__ = [
    "activation_and_depth",
    "activation_for_regression",
    "batch_size_and_plateau",
    "error_surface",
    "first_look",
    "learning_rate",
    "optimizer_race",
    "softmax_and_cross_entropy",
    "two_two_two",
]
