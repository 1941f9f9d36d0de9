"""What all experiments are made with: what is declared, what draws it, and the two hosts that show it."""

from lessons.experiments.kit.declaration import Choice, Columns, Slider, Tabulated
from lessons.experiments.kit.hosts import Experiment

__all__ = ["Choice", "Columns", "Experiment", "Slider", "Tabulated"]
