"""The history of backpropagation as the Encyclopedia tells it: events, each with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from lessons.evidence.records import records

Kind = Literal["mathematics", "units", "networks", "success"]


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes
    ----------
    year : int
        Where it stands on the time line.
    who, what : str
        As short as they are written there.
    kind : {"mathematics", "units", "networks", "success"}
        Derivatives and control; units that learn; backpropagation in networks; what it was used for.
    keys : tuple of str
        The sources, by their keys in the book's list of references.
    when : str
        What is written for the year, such as ``"1950s"``.
    added : bool
        Whether the Encyclopedia does not tell it.
    """

    year: int
    who: str
    what: str
    kind: Kind
    keys: tuple[str, ...]
    when: str
    added: bool


@cache
def events() -> tuple[Event, ...]:
    """Return all events, in the order of time."""
    return records("history.toml", _event)


def _event(year: int, keys: list[str], when: str = "", added: bool = False, **row: Any) -> Event:
    return Event(year=year, keys=tuple(keys), when=when or str(year), added=added, **row)
