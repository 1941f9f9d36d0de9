"""The script that draws: Vega, from the package that holds it, and a little around it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lessons.experiments.kit.charts import VEGA_LITE

ASSETS = Path(__file__).parent / "assets"


@cache
def _vega() -> str:
    """Return Vega as a script that leaves one name behind: ``lessonsEmbed``.

    The function around it is there because its other names would clash with those of the
    theme. (The package hands out Vega alone as nothing but ``null``, so it is Vega-Embed.)
    """
    import vl_convert

    bundle = vl_convert.javascript_bundle("globalThis.lessonsEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    return f"globalThis.lessonsEmbed ?? (() => {{{bundle}}})();\n"


def page_script() -> str:
    """Return the script that brings the experiments of a page to life."""
    own = _asset("drawing.js") + _asset("page.js")
    begin = "for (const figure of document.querySelectorAll('figure.experiment')) startExperiment(figure);"
    return f"{_vega()}(() => {{\n{own}{begin}\n}})();\n"


@cache
def live_module() -> str:
    """Return the JavaScript module of the live host, for a widget."""
    return _vega() + _asset("drawing.js") + _asset("live.js")


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
