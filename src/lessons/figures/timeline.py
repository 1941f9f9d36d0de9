"""A time line that runs down the page, so that it reads on a narrow screen, too."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lessons.display.palette import BACKWARD, FAINT, FORWARD, GREEN, INK, QUIET
from lessons.evidence.history import Event

MARKS = {
    "mathematics": ("o", FORWARD, "derivatives and control"),
    "units": ("s", INK, "units that learn"),
    "networks": ("D", BACKWARD, "backpropagation in networks"),
    "success": ("^", GREEN, "what it was used for"),
}
"""Marker, color and name of each kind of event."""

FIRST, LAST = 1950, 2024
"""The years that the line shows to scale; what is earlier stands above a gap."""


def timeline(ax: Axes, events: Sequence[Event]) -> Axes:
    """Draw events on a line of years to scale, each joined to its own row of text.

    An event that the Encyclopedia does not tell has a hollow marker.

    Parameters
    ----------
    ax : Axes
    events : sequence of Event
        In the order of time.
    """
    rows = len(events)
    bottom = rows - 1.0

    def height(year: int) -> float:
        return 0.0 if year < FIRST else 1.0 + (year - FIRST) / (LAST - FIRST) * (bottom - 1.0)

    ax.plot([0, 0], [1.0, bottom], color=QUIET, linewidth=2.0, solid_capstyle="butt")
    ax.plot([0, 0], [0.0, 1.0], color=QUIET, linewidth=2.0, linestyle=(0, (1, 2)))
    for decade in range(FIRST, LAST, 10):
        ax.plot([-0.12, 0.0], [height(decade)] * 2, color=QUIET, linewidth=1.0)
        ax.text(-0.2, height(decade), str(decade), ha="right", va="center", color=QUIET, fontsize=11)
    for row, event in enumerate(events):
        marker, color, _ = MARKS[event.kind]
        place = height(event.year)
        ax.plot([0.0, 0.6, 0.8], [place, row, row], color=FAINT, linewidth=0.9, zorder=1)
        ax.plot(0.0, place, marker=".", color=QUIET, markersize=7)
        filling = "white" if event.added else color
        ax.plot(0.8, row, marker=marker, color=color, markerfacecolor=filling, markersize=7)
        ax.text(1.0, row, event.when, va="center", fontweight="bold", fontsize=13)
        ax.text(2.1, row, f"{event.who}: {event.what}", va="center", fontsize=13)
    ax.set(xlim=(-0.8, 7.9), ylim=(rows - 0.3, -0.7))
    ax.axis("off")
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=color, markersize=7, label=name)
        for marker, color, name in MARKS.values()
    ]
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
    return ax
