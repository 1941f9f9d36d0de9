"""Sphinx extension: the equation table as a page, and links between the equations and the functions.

The directive ``equation-table`` takes the short name of a document and lists its equations. A
row has the formula, what it says, the function that is the equation, the function that checks
it, the chapter that derives it, and how far both sides of it are apart at most. Conversely, each
function of the API page names the equations that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from operator import attrgetter
from pkgutil import resolve_name
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from lessons.activations import Activation
from lessons.evidence.equations import CHECKS, Equation, equations
from lessons.losses import Loss

SEEDS = range(3)
"""Of the random networks on which both sides are compared."""

BOUNDS = (-14, -12, -10)
"""Powers of ten: so far apart are the two sides of an equation at most, the rest being rounding."""


class EquationTable(Directive):
    """The equations of one document: ``equation-table`` with its short name."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table, parsed from Markdown."""
        source = self.state_machine.get_source_and_line(self.lineno)[0]
        lines = StringList(table(self.arguments[0]).splitlines(), source)
        parent = nodes.container(classes=["equation-table"])
        self.state.nested_parse(lines, self.content_offset, parent)
        return [parent]


def table(document: str) -> str:
    """Return the table of a document in Markdown.

    Raises
    ------
    ValueError
        If no equation is of that document.
    """
    chosen = [equation for equation in equations() if equation.document == document]
    if not chosen:
        known = ", ".join(dict.fromkeys(equation.document for equation in equations()))
        raise ValueError(f"there is no equation of {document!r}; there are those of: {known}")
    head = [":::::{list-table}", ":header-rows: 1", "", *_cells("number", "equation")]
    rows = [line for equation in chosen for line in _cells(*_row(equation))]
    return "\n".join([*head, *rows, ":::::"])


def label(equation: Equation) -> str:
    """Return what a row of the table can be linked to by: ``equation-lecture-note-52``."""
    words = re.findall(r"[a-z0-9]+", f"{equation.document} {equation.number}".lower())
    return "-".join(["equation", *words])


def worst_difference(equation: Equation) -> int:
    """Return the power of ten that the two sides of an equation are apart at most.

    Raises
    ------
    ExtensionError
        If they are too far apart for rounding.
    """
    worst = max(equation.compare(seed).difference for seed in SEEDS)
    for power in BOUNDS:
        if worst <= 10.0**power:
            return power
    raise ExtensionError(f"{equation.document} {equation.number} does not hold: {worst:.1e}")


def documented_as(function: str) -> str:
    """Return the name under which the API page describes a function.

    A method is described with the class that defines it, also of a constant such as
    ``lessons.activations.LOGISTIC``. A constant keeps its name.
    """
    found = resolve_name(function)
    qualified = getattr(found, "__qualname__", "")
    return f"{found.__module__}.{qualified}" if qualified else function


def _cells(*cells: str) -> Iterable[str]:
    """Yield a row of a list-table: each cell a bullet, indented below the first."""
    for number, cell in enumerate(cells):
        first, *rest = cell.split("\n")
        yield f"{'*' if number == 0 else ' '} - {first}"
        yield from (f"    {line}".rstrip() for line in rest)


def _row(equation: Equation) -> tuple[str, str]:
    number = f"({label(equation)})=\n**{equation.number}**"
    parts = [equation.statement, f"$$\n{equation.formula}\n$$"]
    if equation.note:
        parts.append(f"*In the document.* {equation.note}")
    parts.append("\n".join(f"- {part}" for part in _where(equation)))
    return number, "\n\n".join(parts)


def _where(equation: Equation) -> Iterable[str]:
    yield f"{{doc}}`{equation.chapter}`"
    if equation.function:
        name = equation.function.removeprefix("lessons.")
        yield f"is {{py:obj}}`{_breakable(name)} <{documented_as(equation.function)}>`"
    yield f"checked by {{py:obj}}`{_breakable(equation.check)} <{CHECKS}.{equation.check}>`"
    yield f"both sides agree to $10^{{{worst_difference(equation)}}}$"
    if equation.proof:
        name = f"{{py:obj}}`as printed <lessons.evidence.errata.{equation.proof}>`"
        yield f"{name} it is off by {equation.prove().error_of_printed:.1g}"


def _breakable(name: str) -> str:
    """Let a long name go on in the next line behind a point, by a space of no width."""
    return name.replace(".", ".\N{ZERO WIDTH SPACE}")


def _name_equations(
    app: Sphinx, what: str, name: str, found: object, options: object, lines: list[str]
) -> None:
    """Say below a docstring which equations the function is."""
    if isinstance(found, Activation | Loss):  # not the docstring of its class, once for each constant
        lines[:] = [f"``get({found.name!r})``", ""]
    lines[:] = [_escaped(line) for line in lines]
    named = [each for each in equations() if each.function and documented_as(each.function) == name]
    if named:
        links = (f":ref:`{each.document} {each.number} <{label(each)}>`" for each in named)
        lines.extend(["", f"*Equations.* {', '.join(links)}.", ""])


def _escaped(line: str) -> str:
    """Keep |a| and W_:μ from being markup: in a docstring of this package they are mathematics."""
    if line.lstrip().startswith(">>>"):
        return line
    parts = re.split(r"(``.+?``)", line)  # what stands at the odd places is code
    parts[::2] = [re.sub(r"\||(?<=\w)_(?=\W)", r"\\\g<0>", part) for part in parts[::2]]
    return "".join(parts)


def _find_by_import(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, shown: nodes.TextElement
) -> nodes.Element | None:
    """Find what a docstring names as its module imports it: ``Network.backward`` in another module.

    An attribute is described with its class, and leads there.
    """
    if node.get("refdomain") != "py":
        return None
    module, owner, target = (node.get(key) for key in ("py:module", "py:class", "reftarget"))
    names = [f"{module}.{owner}"] if owner and target in _attributes(f"{module}.{owner}") else []
    names += filter(None, (_imported(f"{scope}.{target}") for scope in (module, "lessons") if scope))
    if not names:
        return None
    return env.domains["py"].resolve_xref(env, node["refdoc"], app.builder, "obj", names[0], node, shown)


def _attributes(owner: str) -> set[str]:
    return set(getattr(resolve_name(owner), "__annotations__", ()))


def _imported(name: str) -> str:
    try:
        return documented_as(name)
    except (AttributeError, ImportError, ValueError):
        return ""


def _is_field(app: Sphinx, what: str, name: str, found: object, skip: bool, options: object) -> bool | None:
    """Leave out the fields of named tuples, which the docstring of the class describes."""
    return True if type(found).__name__ == "_tuplegetter" else None


def _home(app: Sphinx, module: str, name: str) -> str | None:
    """Return the module of this library whose source is shown for a name.

    An alias such as ``Callable[[Array], Array]`` says that it comes from Python's own ``collections.abc``.
    """
    try:
        found = attrgetter(name)(import_module(module))
    except AttributeError:  # what only instances have
        return None
    home = getattr(found, "__module__", None) or ""
    return home if home.startswith("lessons.") else module


def _add_stylesheet(app: Sphinx) -> None:
    app.add_css_file("reference.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.add_directive("equation-table", EquationTable)
    app.connect("autodoc-process-docstring", _name_equations)
    app.connect("autodoc-skip-member", _is_field)
    app.connect("missing-reference", _find_by_import)
    app.setup_extension("sphinx.ext.viewcode")  # which knows the next event
    app.connect("viewcode-follow-imported", _home)
    app.connect("builder-inited", _add_stylesheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
