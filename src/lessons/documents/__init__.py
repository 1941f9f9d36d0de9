"""The documents' worked examples as objects, and the ledger of the numbers they print."""

from lessons.documents.encyclopedia import linear_neuron
from lessons.documents.example import Example
from lessons.documents.lecture_note import lecture_network
from lessons.documents.ledger import Entry, printed
from lessons.documents.slides import slides_network
from lessons.documents.step_by_step import two_two_two
from lessons.documents.toast_article import one_weight, toast_robot

__all__ = [
    "Entry",
    "Example",
    "lecture_network",
    "linear_neuron",
    "one_weight",
    "printed",
    "slides_network",
    "toast_robot",
    "two_two_two",
]
