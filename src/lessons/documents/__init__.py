"""The documents' worked examples as objects, and the ledger of the numbers they print."""

from lessons.documents.example import Example
from lessons.documents.ledger import Entry, printed
from lessons.documents.step_by_step import two_two_two
from lessons.documents.toast_article import one_weight, toast_robot

__all__ = ["Entry", "Example", "one_weight", "printed", "toast_robot", "two_two_two"]
