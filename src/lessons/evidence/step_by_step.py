"""The Step-by-step example: what the ledger computes of it. Each function returns one number."""

from __future__ import annotations

from lessons.examples.two_two_two import UNITS, WEIGHTS, two_two_two
from lessons.network import Backward, Forward, Network
from lessons.studies.ways_to_update import repeated

HIDDEN, OUTPUT, NOT_INPUT = (1,), (2,), (1, 2)


def _passes(network: Network | None = None) -> tuple[Forward, Backward]:
    example = two_two_two()
    network = network or example.network
    forward = network.forward(example.x)
    return forward, network.backward(forward, example.t)


def _place_of_unit(unit: str, layers: tuple[int, ...] = (0, 1, 2)) -> tuple[int, int]:
    for layer in layers:
        if unit in UNITS[layer]:
            return layer, UNITS[layer].index(unit)
    units = ", ".join(name for layer in layers for name in UNITS[layer])
    raise ValueError(f"there is no unit {unit!r}; there are: {units}")


def _place_of_weight(name: str) -> tuple[int, tuple[int, int]]:
    places = {weight.name: (weight.layer, weight.place) for weight in WEIGHTS}
    if name not in places:
        raise ValueError(f"there is no weight {name!r}; there are: {', '.join(places)}")
    return places[name]


def target(unit: str) -> float:
    """Return the target of o1 or o2."""
    return float(two_two_two().t[_place_of_unit(unit, OUTPUT)[1]])


def weight(name: str, updates: int = 0) -> float:
    """Return a weight after so many simultaneous updates."""
    layer, place = _place_of_weight(name)
    return float(repeated("simultaneous", updates).layers[layer].weights[place])


def net(unit: str) -> float:
    """Return the weighted input of a hidden or output unit."""
    layer, place = _place_of_unit(unit, NOT_INPUT)
    return float(_passes()[0].nets[layer - 1][place])


def out(unit: str) -> float:
    """Return the output of a unit."""
    layer, place = _place_of_unit(unit)
    return float(_passes()[0].outs[layer][place])


def unit_error(unit: str) -> float:
    """Return E_o1 or E_o2: ½ (target − out)² of one output."""
    return 0.5 * (target(unit) - out(unit)) ** 2


def total_error(update: str = "simultaneous", updates: int = 0) -> float:
    """Return E after so many updates of one kind."""
    return float(_passes(repeated(update, updates))[1].loss)


def delta(unit: str) -> float:
    """Return ∂E/∂net of a hidden or output unit."""
    layer, place = _place_of_unit(unit, NOT_INPUT)
    return float(_passes()[1].deltas[layer - 1][place])


def out_by_net(unit: str) -> float:
    """Return ∂out/∂net of a unit: the derivative of its activation."""
    return float(two_two_two().network.layers[0].activation.derivative(net(unit)))


def error_by_out(unit: str) -> float:
    """Return ∂E/∂out of a unit: of an output directly, of a hidden unit over both outputs."""
    if _place_of_unit(unit, NOT_INPUT)[0] == 2:
        return out(unit) - target(unit)
    return sum(unit_error_by_out(output, unit) for output in UNITS[2])


def unit_error_by_out(output: str, hidden: str) -> float:
    """Return ∂E_o/∂out_h: how the error of one output changes with one hidden output."""
    return delta(output) * net_by_out(output, hidden)


def net_by_out(output: str, hidden: str) -> float:
    """Return ∂net_o/∂out_h: the weight from the hidden unit to the output unit."""
    places = _place_of_unit(output, OUTPUT)[1], _place_of_unit(hidden, HIDDEN)[1]
    return float(two_two_two().network.layers[1].weights[places])


def error_by_weight(name: str) -> float:
    """Return ∂E/∂w of one weight."""
    layer, place = _place_of_weight(name)
    return float(_passes()[1].gradients[layer].weights[place])


def difference_of_rounded(output: str, hidden: str) -> float:
    """Return ∂E/∂out_h less ∂E_o/∂out_h of one output, both rounded to nine digits first."""
    return round(error_by_out(hidden), 9) - round(unit_error_by_out(output, hidden), 9)
