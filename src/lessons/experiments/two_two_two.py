"""2-2-2 step by step: the network with every number on it, from the first update to the last."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from lessons import Forward, Gradient, GradientDescent, Network, documents, train
from lessons.experiments.charts import altair_module, table
from lessons.experiments.declaration import Choice, Columns, Experiment, Slider, Tabulated, in_digits
from lessons.experiments.recording import one_network
from lessons.experiments.two_two_two_layout import Layout, layout
from lessons.figures.style import BACKWARD, FORWARD, INK

LAST = 10_000
STOPS = (
    *range(11),
    *(15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000),
    *(LAST - 1, LAST),
)
RATES = (0.1, 0.5, 1.0, 5.0)
ORDERS = {"simultaneous": "simultaneous, by the old weights", "in_place": "in place, output weights first"}
BIASES = {"fixed": "stay as they are", "trained": "are trained, too"}
HIDDEN, OUTPUT = ("h1", "h2"), ("o1", "o2")
WEIGHTS = tuple(f"w{number}" for number in range(1, 9))


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
            _rate(),
            Choice("order", "Order of the update", ORDERS, "simultaneous"),
            Choice("biases", "The biases", BIASES, "fixed"),
            Choice("weight", "Look at the weight", {name: name for name in WEIGHTS}, "w5"),
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
        explanations={name: _explanation(name) for name in WEIGHTS},
    )


def _rate() -> Slider:
    return Slider("rate", "Learning rate η", RATES, documents.two_two_two().rate, logarithmic=True)


@cache
def _rates_of_a_sweep(rate: float) -> tuple[float, ...]:
    """Return the rates to train together with this one: all those of the slider if it is one of them."""
    rates = tuple(_rate().live_values)
    return rates if rate in rates else (rate,)


def _explanation(weight: str) -> str:
    """Return the gradient of a weight as the product of its factors, with places for the numbers."""
    layer, position = divmod(WEIGHTS.index(weight), 4)
    to, source = divmod(position, 2)
    if layer == 1:
        o, h = OUTPUT[to], HIDDEN[source]
        return (
            f"∂E/∂{weight} = ∂E/∂out_{o} · ∂out_{o}/∂net_{o} · ∂net_{o}/∂{weight} "
            f"= (out_{o} − target) · f′(net_{o}) · out_{h} "
            f"= {{error_{o}}} · {{slope_{o}}} · {{out_{h}}} = {{g{weight[1]}}}"
        )
    h, x = HIDDEN[to], documents.two_two_two().x[source]
    first, second = f"w{5 + to}", f"w{7 + to}"
    return (
        f"∂E/∂{weight} = (δ_o1 · {first} + δ_o2 · {second}) · f′(net_{h}) · i{source + 1} "
        f"= ({{delta_o1}} · {{used_{first}}} + {{delta_o2}} · {{used_{second}}}) · {{slope_{h}}} · {x:g} "
        f"= {{g{weight[1]}}}"
    )


# The runs.


@dataclass(frozen=True, eq=False)
class _Order:
    """Gradient descent in one of the two orders, as `train` takes it."""

    descent: GradientDescent
    in_place: bool

    def gradients(self, network: Network) -> tuple[Forward, Sequence[Gradient], Network]:
        """Return the forward pass, the gradients, and the network that the hidden deltas took."""
        example = documents.two_two_two()
        x, t = np.atleast_2d(example.x), np.atleast_2d(example.t)
        forward = network.propagate(x)
        gradients = network.gradients(forward, network.backpropagate(forward, t))
        if not self.in_place:
            return forward, gradients, network
        # The output weights are written over before the hidden deltas are taken.
        updated = self.descent.update(network, gradients)
        mixed = network.with_layers([network.layers[0], updated.layers[1]])
        return forward, network.gradients(forward, mixed.backpropagate(forward, t)), mixed

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the next network."""
        if self.in_place:
            gradients = self.gradients(network)[1]
        return self.descent.update(network, gradients)


def _order(rate: Any, order: str, biases: str) -> _Order:
    return _Order(GradientDescent(rate, train_biases=biases == "trained"), order == "in_place")


@lru_cache(maxsize=16)
def _run(rates: tuple[float, ...], order: str, biases: str) -> tuple[list[Network], list[Any]]:
    """Return the networks at the stops, and E there, of all rates in one sweep."""
    example = documents.two_two_two()
    network = example.network.as_sweep((len(rates),))
    optimizer = _order(rates, order, biases)
    networks, losses = [network], []
    for done, stop in pairwise(STOPS):
        run = train(network, example.x, example.t, optimizer, epochs=stop - done)
        network = run.network
        networks.append(network)
        losses.append(run.losses[0])
    return networks, [*losses, run.losses[-1]]


def _network(update: int, rate: float, order: str, biases: str) -> Network:
    """Return the network after so many updates."""
    rates = _rates_of_a_sweep(rate)
    place = bisect_right(STOPS, update) - 1
    network = one_network(_run(rates, order, biases)[0][place], rates.index(rate))
    example = documents.two_two_two()
    rest = update - STOPS[place]
    return train(network, example.x, example.t, _order(rate, order, biases), epochs=rest).network


def errors(rate: float, order: str, biases: str) -> Columns:
    """Return E at the stops."""
    rates = _rates_of_a_sweep(rate)
    losses = _run(rates, order, biases)[1]
    return {"update": list(STOPS), "E": [float(loss[rates.index(rate)]) for loss in losses]}


def _loss(network: Network) -> float:
    example = documents.two_two_two()
    return float(network.backward(network.forward(example.x), example.t).loss)


def now(update: int, rate: float, order: str, biases: str) -> Columns:
    """Return the point that is shown."""
    return {"update": [update], "E": [_loss(_network(update, rate, order, biases))]}


def state(update: int, rate: float, order: str, biases: str) -> Columns:
    """Return every number of the network and of its next update, as a text."""
    example = documents.two_two_two()
    network = _network(update, rate, order, biases)
    optimizer = _order(rate, order, biases)
    forward, gradients, used = optimizer.gradients(network)
    following = optimizer.descent.update(network, gradients)
    deltas = used.backpropagate(forward, np.atleast_2d(example.t))
    values: dict[str, Any] = {}
    for number, name in enumerate(WEIGHTS):
        layer, place = number // 4, divmod(number % 4, 2)
        values[name] = network.layers[layer].weights[place]
        values[f"g{number + 1}"] = gradients[layer].weights[place]
        values[f"next_{name}"] = following.layers[layer].weights[place]
        if layer == 1:
            values[f"used_{name}"] = used.layers[1].weights[place]
    for layer, names in enumerate((HIDDEN, OUTPUT)):
        slopes = network.layers[layer].activation.derivative(forward.nets[layer])
        for unit, name in enumerate(names):
            values[f"net_{name}"] = forward.nets[layer][0, unit]
            values[f"out_{name}"] = forward.outs[layer + 1][0, unit]
            values[f"slope_{name}"] = slopes[0, unit]
            values[f"delta_{name}"] = deltas[layer][0, unit]
            values[f"b_{name}"] = network.layers[layer].biases[unit]
    for unit, name in enumerate(OUTPUT):
        error = forward.outs[-1][0, unit] - example.t[unit]
        values[f"error_{name}"] = error
        values[f"E_{name}"] = 0.5 * error**2
    texts = {name: [in_digits(float(value))] for name, value in values.items()}
    return {
        **texts,
        "E": [in_digits(_loss(network), ".9g")],
        "E_next": [in_digits(_loss(following), ".9g")],
        "when": [_when(update)],
    }


def _when(update: int) -> str:
    if update == 0:
        return "Before the first update"
    return "After 1 update" if update == 1 else f"After {update:,} updates"


# The chart.


def chart(width: int, narrow: bool, with_choice: bool = True) -> Any:
    """Return the network over the error, if asked with one weight marked."""
    alt = altair_module()
    network = _drawn_network(alt, layout(narrow), width, with_choice)
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
    curve = alt.Chart(table("errors")).mark_line(color=FORWARD, clip=True).encode(x=update, y=error)
    now = alt.Chart(table("now")).encode(x=update, y=error)
    mark = now.mark_point(color=BACKWARD, size=110, shape="diamond")
    errors = (curve + mark).properties(
        width=width - 70, height=110 if narrow else 150, title="The error over the updates"
    )
    return alt.vconcat(network, errors, spacing=8)


def _drawn_network(alt: Any, places: Layout, width: int, with_choice: bool) -> Any:
    """Return the drawing of the network: positions from the layout, texts from the table "state"."""
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width - 20], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[places.height, 0], nice=False, zero=False))

    def of(rows: list[dict[str, Any]]) -> Any:
        return alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)

    def marked(rows: list[dict[str, Any]]) -> Any:
        """Return the one of these rows that belongs to the chosen weight."""
        found = alt.LookupData(alt.Data(values=rows), "weight", ["x", "y", "x2", "y2"])
        chart = alt.Chart(table("chosen")).transform_lookup("weight", found)
        return chart.encode(x=x, y=y, x2="x2:Q", y2="y2:Q")

    edges = of(places.edges).mark_rule(color="#8a8a8a").encode(x2="x2:Q", y2="y2:Q")
    cards = of(places.cards).mark_rect(color="#ffffff", opacity=1).encode(x2="x2:Q", y2="y2:Q")
    chosen, frame = [], []
    if with_choice:
        chosen = [marked(places.edges).mark_rule(color=BACKWARD, strokeWidth=4)]
        frame = [marked(places.cards).mark_rect(filled=False, stroke=BACKWARD, strokeWidth=2, cornerRadius=3)]
    circles = of(places.units).mark_point(
        shape="circle", size=900, filled=True, color="#eef4f8", stroke=INK, strokeWidth=1.2, opacity=1
    )
    names = of(places.units).mark_text(fontWeight="bold").encode(text="name:N")
    letters = of([row for row in places.given if "align" not in row])
    values = of([row for row in places.given if "align" in row])
    given = letters.mark_text(align="left", fontSize=places.size).encode(text="text:N") + values.mark_text(
        align="right", fontSize=places.size
    ).encode(text="text:N")
    keys = [row["key"] for row in places.numbers]
    numbers = (
        alt.Chart(table("state"))
        .transform_fold(keys, as_=["key", "text"])
        .transform_lookup(
            "key", alt.LookupData(alt.Data(values=places.numbers), "key", ["x", "y", "color", "weight"])
        )
        .mark_text(align="right", fontSize=places.size)
        .encode(x=x, y=y, text="text:N", color=alt.Color("color:N", scale=None), detail="weight:N")
    )
    return (
        alt.layer(edges, *chosen, cards, *frame, circles, names, given, numbers)
        .properties(width=width - 20, height=places.height, view=alt.ViewBackground(stroke=None))
        .resolve_scale(x="shared", y="shared")
    )
