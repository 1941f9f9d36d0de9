"""A first look: the 2-2-2 network learns, and one slider moves it."""

from __future__ import annotations

from functools import cache, partial

from lessons import examples
from lessons.experiments.kit import Columns, Experiment, Slider, Tabulated
from lessons.experiments.two_two_two import chart
from lessons.experiments.two_two_two_runs import LAST, STOPS, errors, now, state

AS_THE_DOCUMENT_DOES = ("simultaneous", "fixed")
"""The order of the update, and the biases."""


@cache
def first_look() -> Experiment:
    """Return the experiment on the network of the Step-by-step example, with one control."""
    rate = examples.two_two_two().rate
    return Experiment(
        name="first-look",
        title="A network learns",
        description=(
            "The 2-2-2 network with the numbers of its units and weights: two inputs, two hidden units, two "
            "outputs with the targets 0.01 and 0.99. Below, the error over the updates, with a mark at the "
            "update that is shown."
        ),
        controls=(Slider("update", "Updates done", STOPS, 0, whole=True, least=0, most=LAST),),
        tables={
            "errors": Tabulated((), partial(errors, rate, *AS_THE_DOCUMENT_DOES)),
            "now": Tabulated(("update",), lambda update: now(update, rate, *AS_THE_DOCUMENT_DOES)),
            "state": Tabulated(("update",), lambda update: _state(update, rate)),
        },
        chart=partial(chart, with_choice=False),
        summary=(
            "{when} the network answers {out_o1} and {out_o2}; it ought to answer {target_o1} and "
            "{target_o2}. The error is E = {E}, and one more update makes it {E_next}."
        ),
    )


def _state(update: int, rate: float) -> Columns:
    first, second = (f"{target:g}" for target in examples.two_two_two().t)
    return {**state(update, rate, *AS_THE_DOCUMENT_DOES), "target_o1": [first], "target_o2": [second]}
