"""The live host: the same experiment as widgets, for any value that the core can take."""

from __future__ import annotations

from html import escape
from typing import Any

import anywidget
import ipywidgets
import traitlets

from lessons.experiments.kit.charts import rows, specifications
from lessons.experiments.kit.declaration import Choice, Control, Declaration, Setting, Slider
from lessons.experiments.kit.scripts import live_module

STYLE = {"description_width": "11em"}


class Drawing(anywidget.AnyWidget):
    """The chart in the notebook: draws the tables that it is handed."""

    _esm = live_module()
    _css = ".experiment-drawing svg { display: block; height: auto; max-width: 100%; }"
    specifications = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    explained = traitlets.Unicode().tag(sync=True)
    pointed = traitlets.Unicode().tag(sync=True)


class Live:
    """An experiment as widgets: controls, sentences, drawing.

    A value that the experiment cannot take gets a sentence, and the drawing stays as it was.

    Attributes
    ----------
    box : ipywidgets.VBox
        All of it, to be displayed.
    controls : dict of str to ipywidgets.Widget
        Of each control the widget that holds its value.
    """

    def __init__(self, experiment: Declaration) -> None:
        self._experiment = experiment
        self._hold = False
        self.controls: dict[str, Any] = {}
        rows_of_controls = [self._row(control) for control in experiment.controls]
        self._reset = ipywidgets.Button(description="Reset")
        self._reset.on_click(lambda button: self.start_again())
        self._summary = ipywidgets.HTML()
        self._explanation = ipywidgets.HTML()
        self._drawing = Drawing(specifications=specifications(experiment), explained=experiment.explained)
        self._drawing.observe(self._point, "pointed")
        self._show()
        sentences = [self._summary, self._explanation] if experiment.explained else [self._summary]
        self.box = ipywidgets.VBox([*rows_of_controls, self._reset, self._drawing, *sentences])

    @property
    def summary(self) -> str:
        """The sentence that the reader sees, as HTML."""
        return str(self._summary.value)

    def _row(self, control: Control) -> ipywidgets.Widget:
        widget = _choice(control) if isinstance(control, Choice) else _number(control)
        widget.observe(self._change, "value")
        self.controls[control.name] = widget
        if isinstance(control, Choice):
            return widget
        return ipywidgets.HBox([_slider(control, widget), widget], layout={"flex_flow": "row wrap"})

    def _setting(self) -> Setting:
        return {name: widget.value for name, widget in self.controls.items()}

    def _change(self, change: object) -> None:
        if not self._hold:
            self._show()

    def _show(self) -> None:
        try:
            setting = self._experiment.checked(self._setting())
            tables = self._experiment.columns(setting)
            summary, explanation = self._experiment.sentences(setting)
        except ValueError as error:
            self._summary.value = (
                f"<strong>This cannot be shown:</strong> {escape(str(error))}. "
                "The drawing is still that of the last values."
            )
            return
        self._summary.value = escape(summary)
        self._explanation.value = escape(explanation)
        self._drawing.tables = {name: rows(columns) for name, columns in tables.items()}

    def start_again(self) -> None:
        """Put every control back to where it was at first."""
        self._hold = True
        for name, value in self._experiment.start.items():
            self.controls[name].value = value
        self._hold = False
        self._show()

    def _point(self, change: Any) -> None:
        self.controls[self._experiment.explained].value = change["new"]


def _choice(control: Choice) -> ipywidgets.Widget:
    options = [(text, value) for value, text in control.texts.items()]
    return ipywidgets.Dropdown(
        options=options,
        value=control.start,
        description=control.label,
        style=STYLE,
        layout={"width": "26em", "max_width": "100%"},
    )


def _number(control: Slider) -> ipywidgets.Widget:
    """Return the field that holds the value of a slider, and takes any other number."""
    return ipywidgets.FloatText(
        value=control.start,
        description="or type",
        tooltip=control.label,
        layout={"width": "14em"},
        continuous_update=False,
    )


def _slider(control: Slider, number: Any) -> ipywidgets.Widget:
    """Return a slider that moves the number, and follows it as far as it can."""
    stops = control.live_values
    slider = ipywidgets.SelectionSlider(
        options=[(control.text(stop), stop) for stop in stops],
        value=control.start,
        description=control.label,
        style=STYLE,
        layout={"width": "26em", "max_width": "100%"},
        readout=False,
    )
    following = False

    def move(change: Any) -> None:
        if not following:
            number.value = change["new"]

    def follow(change: Any) -> None:
        nonlocal following
        following = True
        slider.value = min(stops, key=lambda stop: abs(stop - change["new"]))
        following = False

    slider.observe(move, "value")
    number.observe(follow, "value")
    return slider
