"""The look of the experiments' charts, and the way from Altair to a drawing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from lessons.display.palette import COLORS, FAINT, FONT, FONT_FILES, FORWARD, INK, QUIET
from lessons.experiments.kit import alt
from lessons.experiments.kit.declaration import Columns, Declaration

WIDE, NARROW = 640, 310
"""How wide a drawing is in a column of text, and on a phone, in pixels."""
VEGA_LITE = "6.1"
"""The version of Vega-Lite that Altair writes."""
DASHES = [[1, 0], [7, 3], [2, 2], [8, 2, 2, 2], [12, 4]]
"""One for each line of a chart: they differ in color and in dashes."""
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]

CONFIG: Mapping[str, Any] = {
    "background": "#ffffff",
    "font": f"Book Sans, {FONT}, Arial, sans-serif",
    # The drawing has one description; a mark is no word of its own for a screen reader.
    "mark": {"aria": False},
    "axis": {
        "aria": False,
        "domainColor": QUIET,
        "gridColor": "#e8e8e8",
        "labelColor": INK,
        "labelFontSize": 12,
        "tickColor": QUIET,
        "titleColor": INK,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    },
    "legend": {"aria": False, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
    "title": {"aria": False, "anchor": "start", "color": INK, "fontSize": 14, "fontWeight": "bold"},
    "view": {"stroke": FAINT},
    "line": {"strokeWidth": 2},
    "point": {"filled": True, "opacity": 1, "size": 45},
    "text": {"color": INK, "fontSize": 13},
    "range": {"category": COLORS, "symbol": SHAPES},
}


def chart_of(table: str) -> Any:
    """Return a chart of the table with this name, without a mark yet."""
    return alt.Chart(alt.NamedData(table))


def outlined(texts: Any, **look: Any) -> list[Any]:
    """Return texts that can be read on top of lines, as two layers: they have a white edge."""
    return [texts.mark_text(stroke="white", strokeWidth=4, **look), texts.mark_text(**look)]


def error_by_update(updates: Any) -> Any:
    """Return a line with a point for E after each update of the table "path", on an axis in decades.

    Parameters
    ----------
    updates : altair.Scale
        Of the axis of the updates.
    """
    update = alt.X("update:Q", title="updates", axis=alt.Axis(tickMinStep=1), scale=updates)
    error = alt.Y(
        "E:Q",
        title="error E",
        scale=alt.Scale(type="log", domain=[1e-9, 1e6], nice=False),
        axis=alt.Axis(format="~e", tickCount=6),
    )
    # A logarithm has no place for an error of 0.
    losses = chart_of("path").transform_filter(alt.datum.E > 0).encode(x=update, y=error)
    both = losses.mark_line(color=FORWARD) + losses.mark_point(color=FORWARD)
    return both.properties(title="E after each update")


@cache
def specification(experiment: Declaration, width: int) -> dict[str, Any]:
    """Return the chart as a Vega specification whose tables are empty.

    Parameters
    ----------
    experiment : Declaration
    width : int
        In pixels; up to `NARROW` the drawing is made for a phone.
    """
    import vl_convert

    lite = experiment.chart(width, width <= NARROW).to_dict()
    _keep_inside(lite)
    lite["config"] = CONFIG
    lite["description"] = experiment.description
    vega: dict[str, Any] = vl_convert.vegalite_to_vega(lite, vl_version=VEGA_LITE)
    return vega


def specifications(experiment: Declaration) -> dict[str, Any]:
    """Return what a host draws, in both widths."""
    wide, narrow = specification(experiment, WIDE), specification(experiment, NARROW)
    return {"wide": wide, "narrow": narrow, "widest": WIDE}


def _keep_inside(lite: dict[str, Any]) -> None:
    """Cut off every line and point at the edge of its axes, unless it says something else."""
    for part in (part for kind in ("layer", "hconcat", "vconcat") for part in lite.get(kind, ())):
        _keep_inside(part)
    if "mark" in lite and lite["mark"]["type"] in ("line", "point"):
        lite["mark"].setdefault("clip", True)


def picture(experiment: Declaration, width: int) -> str:
    """Return the start state as SVG."""
    import vl_convert

    # It measures the texts by these, whatever the machine has.
    vl_convert.register_font_directory(str(FONT_FILES))
    vega = json.loads(json.dumps(specification(experiment, width)))
    tables = experiment.columns(experiment.start)
    for data in vega["data"]:
        if data["name"] in tables:
            data["values"] = rows(tables[data["name"]])
    svg: str = vl_convert.vega_to_svg(vega)
    # On a page are others, with clips of their own.
    return CLIPS.sub(rf"{experiment.name}-{width}-\g<0>", svg)


CLIPS = re.compile(r'(?<=id=")clip\d+|(?<=url\(#)clip\d+')


def rows(columns: Columns) -> list[dict[str, Any]]:
    """Return a table as one record for each row, with nothing in place of a number that is not finite."""
    values = zip(*columns.values(), strict=True)
    return [dict(zip(columns, map(_or_nothing, row), strict=True)) for row in values]


def _or_nothing(value: Any) -> Any:
    return value if isinstance(value, str) or math.isfinite(value) else None
