"""The Toast article's examples: a network with one weight, and a robot that burns toast.

The pictures with the formulas are lost. The values here are those under which every
number that the text still prints comes out.
"""

from __future__ import annotations

from lessons.examples.example import Example
from lessons.layer import Layer
from lessons.network import Network


def toast_robot() -> Example:
    """Return the robot: its weight is a toasting time in minutes.

    The text prints 5 minutes and, a day later, 4 minutes 30 seconds. It names neither an
    ideal time t nor a rate η; every pair with (5 − t) η = 0.5 gives that step. The pair
    used here is t = 4 minutes, η = 0.5.
    """
    return _linear_unit(weight=5.0, x=1.0, t=4.0, rate=0.5)


def one_weight() -> Example:
    """Return the example with one weight: y = w x, E = ½ (y − t)², E from 2 to 0.72.

    The text prints w = 1, η = 0.1 and both errors. From E = 2 alone, |y − t| = 2; from the
    ratio, |1 − 0.1 x²| = 0.6, so x = 2 or x = 4. The reading used is x = 2, t = 4: an
    ideal of y = 2x.
    """
    return _linear_unit(weight=1.0, x=2.0, t=4.0, rate=0.1)


def _linear_unit(weight: float, x: float, t: float, rate: float) -> Example:
    network = Network([Layer([[weight]], [0.0], "identity")], "half_squared_error")
    return Example(network, [x], [t], rate)
