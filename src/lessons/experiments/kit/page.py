"""The page host: an experiment as a piece of HTML that needs no kernel and no network."""

from __future__ import annotations

import json
import math
from collections import Counter
from html import escape
from typing import Any

from lessons.experiments.kit.charts import NARROW, WIDE, picture, specifications
from lessons.experiments.kit.declaration import Choice, Control, Declaration

MOST_RADIO_BUTTONS = 4
DIGITS = 5
"""How many significant digits the place of a mark needs. Numbers that are shown are texts."""
PAGE = """\
<figure class="experiment" id="experiment-{name}" role="group" aria-label="Experiment: {title}">
<figcaption class="experiment-title">{title}</figcaption>
<form class="experiment-controls" autocomplete="off" hidden>{controls}
<button type="reset" class="experiment-reset">Reset</button></form>
<div class="experiment-drawing"></div>
<div class="experiment-start" role="img" aria-label="{description}">{pictures}</div>
<p class="experiment-summary" role="status">{summary}</p>
{explanation}<noscript><p>The picture shows the start of the experiment.
With scripts switched on, its controls move.</p></noscript>
<script type="application/json">{data}</script></figure>"""


def page(experiment: Declaration) -> str:
    """Return the experiment for a page of the book.

    It holds the tables of every setting of the controls' values, the start state as two
    pictures (for wide and narrow screens) that are there before and without scripts, and
    the controls, which a script brings to life.
    """
    summary, explanation = map(escape, experiment.sentences(experiment.start))
    return PAGE.format(
        name=experiment.name,
        title=escape(experiment.title),
        description=escape(experiment.description),
        controls="".join(_control(experiment, control) for control in experiment.controls),
        pictures=picture(experiment, WIDE) + picture(experiment, NARROW),
        summary=summary,
        explanation=f'<p class="experiment-explanation">{explanation}</p>\n' if explanation else "",
        data=_data(experiment),
    )


def _control(experiment: Declaration, control: Control) -> str:
    identity = f"{experiment.name}-{control.name}"
    name, label = control.name, escape(control.label)
    if isinstance(control, Choice) and len(control.values) <= MOST_RADIO_BUTTONS:
        button = f'<label><input type="radio" name="{name}" value="{{}}"{{}}>{{}}</label>'
        buttons = _options(control, button, " checked")
        return f'<fieldset class="experiment-control"><legend>{label}</legend>{buttons}</fieldset>'
    if isinstance(control, Choice):
        options = _options(control, '<option value="{}"{}>{}</option>', " selected")
        field = f'<select id="{identity}" name="{name}">{options}</select>'
    else:
        start, last = control.values.index(control.start), len(control.values) - 1
        text = escape(control.text(control.start))
        field = (
            f'<input type="range" id="{identity}" name="{name}" min="0" max="{last}" step="1" '
            f'value="{start}" aria-valuetext="{text}"><output for="{identity}">{text}</output>'
        )
    return f'<div class="experiment-control"><label for="{identity}">{label}</label>{field}</div>'


def _options(control: Choice, form: str, chosen: str) -> str:
    return "".join(
        form.format(place, chosen if value == control.start else "", escape(text))
        for place, (value, text) in enumerate(control.texts.items())
    )


def _data(experiment: Declaration) -> str:
    content = {
        "controls": [
            {
                "name": control.name,
                "values": list(control.values),
                "texts": [control.text(value) for value in control.values],
            }
            for control in experiment.controls
        ],
        "tables": {name: _tabulated(experiment, name) for name in experiment.tables},
        "summary": experiment.summary,
        "told": list(experiment.told),
        "explained": experiment.explained,
        "explanations": list(experiment.explanations.values()),
        "specifications": specifications(experiment),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _tabulated(experiment: Declaration, name: str) -> dict[str, Any]:
    """Return a table at every setting; where a long column comes again, a number says which it is."""
    table = experiment.tables[name]
    columns = [table.columns(**setting) for setting in experiment.grid(name)]
    states = [[tuple(map(_short, values)) for values in state.values()] for state in columns]
    times = Counter(column for state in states for column in state if len(column) > 1)
    shared = [column for column, count in times.items() if count > 1]
    places = {column: place for place, column in enumerate(shared)}

    def packed(column: tuple[Any, ...]) -> Any:
        # A single text, of which there are most, stands for itself.
        return column[0] if isinstance(column[0], str) and len(column) == 1 else places.get(column, column)

    return {
        "controls": table.controls,
        "columns": list(columns[0]),
        "shared": shared,
        "states": [list(map(packed, state)) for state in states],
    }


def _short(value: Any) -> str | float | None:
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e9 else rounded
