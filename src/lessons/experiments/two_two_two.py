"""2-2-2 step by step: the network with every number on it, from the first update to the last."""

from __future__ import annotations

from functools import cache
from typing import Any

from lessons import examples
from lessons.display.palette import BACKWARD, FORWARD, INK
from lessons.examples.two_two_two import WEIGHTS, Weight
from lessons.experiments.kit import Choice, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import chart_of
from lessons.experiments.two_two_two_layout import Layout, Row, layout
from lessons.experiments.two_two_two_runs import LAST, STOPS, errors, now, rate_slider, state

ORDERS = {"simultaneous": "simultaneous, by the old weights", "in_place": "in place, output weights first"}
BIASES = {"fixed": "stay as they are", "trained": "are trained, too"}


@cache
def two_two_two() -> Experiment:
    """Return the experiment on the network of the Step-by-step example."""
    everything = ("update", "rate", "order", "biases")
    return Experiment(
        name="two-two-two",
        title="2-2-2, step by step, with every number",
        description=(
            "The 2-2-2 network: inputs, two hidden units, two outputs with their targets. Each unit is "
            "labeled with its bias, net, out and delta, and each of the eight connections with its weight, "
            "its gradient and its next weight. Below, the error over the updates, with a mark at the update "
            "that is shown."
        ),
        controls=(
            Slider("update", "Updates done", STOPS, 0, whole=True, least=0, most=LAST),
            rate_slider(),
            Choice("order", "Order of the update", ORDERS, "simultaneous"),
            Choice("biases", "The biases", BIASES, "fixed"),
            Choice("weight", "Look at the weight", {weight.name: weight.name for weight in WEIGHTS}, "w5"),
        ),
        tables={
            "errors": Tabulated(("rate", "order", "biases"), errors),
            "now": Tabulated(everything, now),
            "chosen": Tabulated(("weight",), lambda weight: {"weight": [weight]}),
            "state": Tabulated(everything, state),
        },
        chart=chart,
        summary=(
            "{when} the error is E = {E}, of which output o1 has {E_o1} and o2 has {E_o2}. "
            "One more update makes it {E_next}."
        ),
        explained="weight",
        explanations={weight.name: _explanation(weight) for weight in WEIGHTS},
    )


def _explanation(weight: Weight) -> str:
    """Return the gradient of a weight as the product of its factors, with places for the numbers."""
    name, start, end = weight.name, weight.start, weight.end
    if weight.layer == 1:
        return (
            f"∂E/∂{name} = ∂E/∂out_{end} · ∂out_{end}/∂net_{end} · ∂net_{end}/∂{name} "
            f"= (out_{end} − target) · f′(net_{end}) · out_{start} "
            f"= {{error_{end}}} · {{slope_{end}}} · {{out_{start}}} = {{g{name[1]}}}"
        )
    first, second = (out.name for out in WEIGHTS if out.start == end)
    x = examples.two_two_two().x[weight.place[1]]
    return (
        f"∂E/∂{name} = (δ_o1 · {first} + δ_o2 · {second}) · f′(net_{end}) · {start} "
        f"= ({{delta_o1}} · {{used_{first}}} + {{delta_o2}} · {{used_{second}}}) · {{slope_{end}}} · {x:g} "
        f"= {{g{name[1]}}}"
    )


def chart(width: int, narrow: bool, with_choice: bool = True) -> Any:
    """Return the network over the error, if asked with one weight marked."""
    network = _drawn_network(layout(narrow), width, with_choice)
    update = alt.X(
        "update:Q",
        title="updates",
        scale=alt.Scale(type="symlog", domain=[0, LAST], nice=False),
        axis=alt.Axis(values=[0, 1, 10, 100, 1000, LAST], format=",d"),
    )
    error = alt.Y(
        "E:Q",
        title="error E",
        scale=alt.Scale(type="log", domain=[1e-8, 1], nice=False),
        # On the right, so that the drawing above has the full width.
        axis=alt.Axis(values=[1e-8, 1e-6, 1e-4, 1e-2, 1], format="~e", orient="right"),
    )
    curve = chart_of("errors").mark_line(color=FORWARD).encode(x=update, y=error)
    now = chart_of("now").encode(x=update, y=error)
    mark = now.mark_point(clip=False, color=BACKWARD, size=110, shape="diamond")
    errors = (curve + mark).properties(
        width=width - 70, height=110 if narrow else 150, title="The error over the updates"
    )
    return alt.vconcat(network, errors, spacing=8)


def _drawn_network(places: Layout, width: int, with_choice: bool) -> Any:
    """Return the drawing of the network: positions from the layout, texts from the table "state"."""
    position = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width - 20], nice=False, zero=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[places.height, 0], nice=False, zero=False)),
    }
    units = _of(places.units).mark_point(
        shape="circle", size=900, filled=True, color="#eef4f8", stroke=INK, strokeWidth=1.2, opacity=1
    )
    names = _of(places.units).mark_text(fontWeight="bold").encode(text="name:N")
    layers = [*_lines_and_cards(places, with_choice), units, names, *_texts(places)]
    return alt.layer(*(layer.encode(**position) for layer in layers)).properties(
        width=width - 20, height=places.height, view=alt.ViewBackground(stroke=None)
    )


def _of(rows: list[Row]) -> Any:
    return alt.Chart(alt.Data(values=rows))


def _lines_and_cards(places: Layout, with_choice: bool) -> list[Any]:
    """Return the connections and what their numbers stand on, each of the chosen weight marked."""

    def chosen(rows: list[Row]) -> Any:
        found = alt.LookupData(alt.Data(values=rows), "weight", ["x", "y", "x2", "y2"])
        return chart_of("chosen").transform_lookup("weight", found)

    lines = [_of(places.edges).mark_rule(color="#8a8a8a")]
    cards = [_of(places.cards).mark_rect(color="#ffffff", opacity=1)]
    if with_choice:
        frame = {"filled": False, "stroke": BACKWARD, "strokeWidth": 2, "cornerRadius": 3}
        lines.append(chosen(places.edges).mark_rule(color=BACKWARD, strokeWidth=4))
        cards.append(chosen(places.cards).mark_rect(**frame))
    return [mark.encode(x2="x2:Q", y2="y2:Q") for mark in (*lines, *cards)]


def _texts(places: Layout) -> list[Any]:
    """Return the letters, and the numbers that end where the layout says."""
    place = alt.LookupData(alt.Data(values=places.numbers), "key", ["x", "y", "color", "weight"])
    numbers = (
        chart_of("state")
        .transform_fold([row["key"] for row in places.numbers], as_=["key", "text"])
        .transform_lookup("key", place)
        .encode(color=alt.Color("color:N", scale=None), detail="weight:N")
    )
    aligned = ((_of(places.letters), "left"), (_of(places.values), "right"), (numbers, "right"))
    return [
        texts.mark_text(align=align, fontSize=places.size).encode(text="text:N") for texts, align in aligned
    ]
