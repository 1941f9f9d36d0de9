"""The documents' worked examples: a network, its data and its learning rate each."""

from lessons.examples.example import Example
from lessons.examples.lecture_network import lecture_network
from lessons.examples.linear_neuron import linear_neuron
from lessons.examples.one_weight import one_weight, toast_robot
from lessons.examples.slides_network import slides_network
from lessons.examples.two_two_two import two_two_two

__all__ = [
    "Example",
    "lecture_network",
    "linear_neuron",
    "one_weight",
    "slides_network",
    "toast_robot",
    "two_two_two",
]
