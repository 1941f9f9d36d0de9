"""What every experiment must be: whole in both hosts, small on a page, and kind to any value."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Sequence
from functools import cache
from subprocess import run
from sys import executable
from typing import Any

import pytest

from lessons import experiments
from lessons.experiments.kit import Choice, Columns, Experiment, Slider, Tabulated, charts, hosts
from lessons.experiments.kit.live import Live
from lessons.experiments.kit.page import MOST_RADIO_BUTTONS, page
from lessons.experiments.kit.scripts import live_module, page_script

ALL: list[Experiment] = [getattr(experiments, name)() for name in experiments.__all__]
every_experiment = pytest.mark.parametrize("experiment", ALL, ids=lambda experiment: experiment.name)
A_PAGE_HOLDS_AT_MOST = 400_000
IMPOSSIBLE = (math.nan, math.inf, -math.inf, 1e300, -1e300)


def some_settings(experiment: Experiment, table: str, count: int) -> list[Any]:
    grid = list(experiment.grid(table))
    return random.Random(0).sample(grid, min(count, len(grid)))


@cache
def page_of(name: str) -> str:
    """Return the part of a page that an experiment is: some take a second to make."""
    return page(next(experiment for experiment in ALL if experiment.name == name))


def data_of(experiment: Experiment) -> dict[str, Any]:
    """Return what the page holds for its script."""
    html = page_of(experiment.name)
    match = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    assert match is not None
    data: dict[str, Any] = json.loads(match[1])
    return data


def test_every_experiment_has_a_name_of_its_own() -> None:
    assert len({experiment.name for experiment in ALL}) == len(ALL) == len(experiments.__all__)


@every_experiment
def test_it_starts_on_a_stop_of_every_control(experiment: Experiment) -> None:
    assert experiment.checked(experiment.start) == experiment.start
    assert all(control.start in control.values for control in experiment.controls)


@every_experiment
def test_every_control_is_used_by_a_table_or_an_explanation(experiment: Experiment) -> None:
    used = {name for table in experiment.tables.values() for name in table.controls}
    assert used | {experiment.explained} >= {control.name for control in experiment.controls}


@every_experiment
def test_every_table_is_whole_at_every_setting(experiment: Experiment) -> None:
    for name, table in experiment.tables.items():
        for setting in some_settings(experiment, name, 12):
            columns = table.columns(**setting)
            assert len({len(values) for values in columns.values()}) == 1
            for values in columns.values():
                assert values
                assert len({isinstance(value, str) for value in values}) == 1


@every_experiment
def test_the_sentences_are_whole_at_every_setting(experiment: Experiment) -> None:
    for setting in some_settings(experiment, "state", 30):
        for sentence in experiment.sentences({**experiment.start, **setting}):
            assert not re.search(r"[{}]|nan|inf\b|None|-\d|\b1 updates", sentence), sentence
            assert sentence == "" or sentence[-1].isdigit() or sentence.rstrip(")").endswith(".")


@every_experiment
def test_the_drawing_fits_the_column_and_the_phone(experiment: Experiment) -> None:
    for width in (charts.WIDE, charts.NARROW):
        match = re.search(r'<svg[^>]* width="(\d+)"', charts.picture(experiment, width))
        assert match is not None
        assert int(match[1]) <= width


@every_experiment
def test_the_start_picture_needs_no_script(experiment: Experiment) -> None:
    html = page_of(experiment.name)
    assert html.count("<svg ") == 2
    assert re.search(r'<form class="experiment-controls"[^>]* hidden>', html)
    assert len(experiment.description) >= 40
    assert experiment.sentences(experiment.start)[0] in html.replace("&#x27;", "'")


@every_experiment
def test_a_page_holds_little(experiment: Experiment) -> None:
    data = data_of(experiment)
    assert len(json.dumps(data["tables"], ensure_ascii=False, separators=(",", ":"))) <= A_PAGE_HOLDS_AT_MOST


@every_experiment
def test_a_page_holds_every_setting(experiment: Experiment) -> None:
    data = data_of(experiment)
    for name, table in data["tables"].items():
        grid = list(experiment.grid(name))
        assert len(table["states"]) == len(grid)
        for place in random.Random(1).sample(range(len(grid)), min(8, len(grid))):
            computed = experiment.tables[name].columns(**grid[place])
            assert _unpacked(table, table["states"][place]) == _as_on_a_page(computed)


def _unpacked(table: dict[str, Any], state: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the columns of a packed table, read in another way than the page's script does."""
    columns: list[list[Any]] = []
    for packed in state:
        match packed:
            case int():
                columns.append(table["shared"][packed])
            case str():
                columns.append([packed])
            case _:
                columns.append(packed)
    return dict(zip(table["columns"], columns, strict=True))


def _as_on_a_page(columns: Columns) -> dict[str, list[Any]]:
    def value(item: Any) -> Any:
        if isinstance(item, str):
            return item
        return float(f"{item:.4e}") if math.isfinite(item) else None

    return {name: [value(item) for item in values] for name, values in columns.items()}


@every_experiment
@pytest.mark.parametrize("host", [hosts.PAGE, hosts.TEXT, "", "live"])
def test_a_notebook_stores_the_same_sentence_whatever_the_host(
    experiment: Experiment, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hosts.HOST, host)
    bundle = experiment._repr_mimebundle_()
    assert bundle["text/plain"] == repr(experiment)
    assert repr(experiment).startswith(experiment.sentences(experiment.start)[0])
    kinds = {hosts.PAGE: {"text/html"}, hosts.TEXT: set()}
    live = {"application/vnd.jupyter.widget-view+json"}
    assert set(bundle) == {"text/plain"} | kinds.get(host, live)


@every_experiment
def test_the_live_host_shows_what_the_core_computes(experiment: Experiment) -> None:
    live = Live(experiment)
    assert live.summary == experiment.sentences(experiment.start)[0]
    for control in experiment.controls:
        for value in random.Random(2).sample(list(control.values), min(3, len(control.values))):
            live.controls[control.name].value = value
            setting = {name: widget.value for name, widget in live.controls.items()}
            assert live.summary == experiment.sentences(experiment.checked(setting))[0]


@every_experiment
def test_the_live_host_answers_an_impossible_value_with_a_sentence(experiment: Experiment) -> None:
    for control in experiment.controls:
        if isinstance(control, Slider):
            for value in IMPOSSIBLE:
                live = Live(experiment)
                live.controls[control.name].value = value
                assert "Traceback" not in live.summary
                assert len(live.summary) > 20
                if not math.isfinite(value):
                    assert "This cannot be shown" in live.summary


@every_experiment
def test_a_live_slider_goes_to_every_stop_of_the_page_and_between(experiment: Experiment) -> None:
    for control in experiment.controls:
        if isinstance(control, Slider):
            stops = control.live_values
            assert set(control.values) <= set(stops)
            assert (stops[0], stops[-1]) == (control.values[0], control.values[-1])
            assert len(stops) > len(control.values) or control.whole


@every_experiment
def test_reset_brings_the_live_host_back(experiment: Experiment) -> None:
    live = Live(experiment)
    for control in experiment.controls:
        live.controls[control.name].value = control.values[-1]
    live.start_again()
    assert {name: widget.value for name, widget in live.controls.items()} == experiment.start
    assert live.summary == experiment.sentences(experiment.start)[0]


def small(**changes: Any) -> Experiment:
    """Return an experiment with one slider and one choice, with some things changed."""
    declared: dict[str, Any] = {
        "name": "small",
        "title": "Small",
        "description": "Nothing is drawn.",
        "controls": (
            Slider("size", "Size", (1, 2, 4), 2, whole=True, least=1, most=9),
            Choice("kind", "Kind", {"a": "the first", "b": "the second"}, "a"),
        ),
        "tables": {
            "state": Tabulated(("size", "kind"), lambda size, kind: {"text": [f"{kind}{size}"]}),
            "rows": Tabulated((), lambda: {"x": [1.0, math.inf]}),
        },
        "chart": lambda width, narrow: None,
        "summary": "It is {text}.",
    }
    return Experiment(**{**declared, **changes})


def test_the_last_control_of_a_table_is_the_fastest_in_the_grid() -> None:
    settings = [tuple(setting.values()) for setting in small().grid("state")]
    assert settings == [(1, "a"), (1, "b"), (2, "a"), (2, "b"), (4, "a"), (4, "b")]


def test_explanations_must_be_those_of_the_choice() -> None:
    with pytest.raises(ValueError, match="explanations must be of"):
        small(explained="kind", explanations={"a": "one"})
    assert small(explained="kind", explanations={"a": "is {text}", "b": ""}).sentences(
        {"size": 1, "kind": "a"}
    ) == ("It is a1.", "is a1")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "Size must be at least 1, but it is 0"),
        (10, "Size must be at most 9, but it is 10"),
        (2.5, "Size must be a whole number, but it is 2.5"),
        (math.nan, "Size must be"),
        ("two", "Size must be"),
        (None, "Size must be"),
    ],
)
def test_a_value_that_a_slider_cannot_take_is_refused_in_words(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        small().checked({"size": value, "kind": "a"})


def test_a_value_that_is_no_choice_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="Kind must be one of a, b, but it is 'c'"):
        small().checked({"size": 1, "kind": "c"})


def test_a_whole_number_may_come_as_a_float_from_a_field() -> None:
    assert small().checked({"size": 3.0, "kind": "b"}) == {"size": 3, "kind": "b"}


@pytest.mark.parametrize("values", [(2, 1), (1, 1)])
def test_the_stops_of_a_slider_must_ascend(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must ascend"):
        Slider("size", "Size", values, 1)


def test_a_control_must_start_on_one_of_its_values() -> None:
    with pytest.raises(ValueError, match="size starts at 3"):
        Slider("size", "Size", (1, 2), 3)
    with pytest.raises(ValueError, match="kind starts at 'c'"):
        Choice("kind", "Kind", {"a": "the first"}, "c")


def test_many_choices_become_a_list_and_few_become_buttons() -> None:
    assert MOST_RADIO_BUTTONS == 4
    html = page_of("two-two-two")
    assert html.count('type="radio" name="order"') == 2
    assert '<select id="two-two-two-weight"' in html


def test_the_scripts_hide_the_names_of_the_library() -> None:
    assert page_script().startswith("globalThis.lessonsEmbed ?? (() => {")
    assert live_module().rstrip().endswith("export default { render };")
    for host in ("unpkg", "jsdelivr", "cdnjs", "esm.sh"):
        assert host not in page_script()


def test_importing_the_experiments_loads_neither_matplotlib_nor_altair() -> None:
    code = "import sys; from lessons import experiments; print({'matplotlib', 'altair'} & set(sys.modules))"
    assert run([executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
