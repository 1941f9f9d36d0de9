"""The mutants: the historical ones are noticed, and the random ones are what they should be."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import mutants
from tests.support.historical import HISTORICAL, Historical, MutantError, with_bug
from tests.support.mutants import complaints, drawn, is_noticed, mutants_of, run, source_of

# Historical bugs.


@pytest.mark.parametrize("bug", HISTORICAL, ids=lambda bug: bug.bug)
def test_a_historical_bug_is_noticed(bug: Historical) -> None:
    assert is_noticed(bug)


def test_a_change_that_is_no_bug_is_not_noticed() -> None:
    assert not is_noticed(replace(HISTORICAL[0], new="D @ (1.0 * L.weights)"))


def test_a_bug_whose_place_is_gone_is_an_error_and_not_noticed() -> None:
    bug = replace(HISTORICAL[0], module="m", function="C.f", old="A + A", new="2 * A")
    assert with_bug(bug, "class C:\n    def f(x):\n        return -(x.y + x.y)") == (
        "class C:\n\n    def f(x):\n        return -(2 * x.y)"
    )
    with pytest.raises(MutantError, match=r"m must hold 'A \+ A' once, but has it 0 times"):
        with_bug(bug, "class C:\n    def f(x, y):\n        return x + y")
    with pytest.raises(MutantError, match=r"m must hold 'A \+ A' once, but has it 2 times"):
        with_bug(bug, "class C:\n    def f(x):\n        return (x + x) * (x + x)")
    with pytest.raises(MutantError, match=r"m has no C\.f"):
        with_bug(bug, "def f(x):\n    return x + x")


def test_a_bug_that_breaks_the_package_is_an_error_and_not_noticed() -> None:
    with pytest.raises(MutantError, match="neither passes nor fails"):
        is_noticed(replace(HISTORICAL[0], new="no_such_name"))


def test_a_bug_whose_test_is_gone_is_an_error_and_not_noticed() -> None:
    with pytest.raises(MutantError, match="neither passes nor fails"):
        is_noticed(replace(HISTORICAL[0], test="test_that_nobody_wrote"))


# Random changes.


def changed(source: str) -> list[str]:
    """Return what each change makes of a line, in the order of the tree."""
    first = ast.unparse(ast.parse(source)).split("\n")
    sources = [text.split("\n") for text in mutants_of("m", source).values()]
    return [new.strip() for text in sources for old, new in zip(first, text, strict=True) if old != new]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a + b", ["a - b"]),
        ("a @ (b / c)", ["a * (b / c)", "a @ (b * c)"]),
        ("a < b <= c", ["a <= b <= c", "a < b < c"]),
        ("not (a and b)", ["not not (a and b)", "not (a or b)"]),
        ("f(0.5, x=True)", ["f(1.5, x=True)", "f(0.5, x=False)"]),
        ("f(-1)", ["f(--1)", "f(-2)"]),
        ("a += 1e+16", ["a -= 1e+16", "a += 2e+16"]),
        ("a if b else c", ["a if not b else c"]),
        ("if a:\n    b()\nelse:\n    c()", ["if not a:"]),
        ("while a:\n    b()", ["while not a:"]),
        ("def f(n=1):\n    return n", ["def f(n=2):"]),
    ],
)
def test_every_operator_comparison_constant_and_branch_is_changed(line: str, expected: list[str]) -> None:
    assert changed(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        'def f(a: int | None) -> A | B:\n    """1 + 1"""\n    c: int | str = a',
        "raise ValueError('a' + 'b' if c > 1 else 'd')",
        "a = f'{b + 1}'",
        "zip(a, b, strict=True)",
        "if TYPE_CHECKING:\n    a = 1 + 1",
    ],
)
def test_types_texts_and_messages_stay_as_they_are(line: str) -> None:
    assert changed(line) == []


def test_a_mutant_is_known_by_its_module_its_function_and_its_change() -> None:
    source = "class C:\n    def f(self):\n        return 1\n\n    n = 0\n\n\ndef f():\n    return 1\n"
    assert list(mutants_of("m", source)) == [
        ("m", "C.f", "return [1 → 2]"),
        ("m", "C", "n = [0 → 1]"),
        ("m", "f", "return [1 → 2]"),
    ]


def test_every_mutant_of_the_core_can_be_compiled_and_is_another_program() -> None:
    assert {"activations", "losses", "network", "training", "autodiff"} <= set(mutants.CORE)
    for module in mutants.CORE:
        source = source_of(module)
        for text in mutants_of(module, source).values():
            assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(source))


def test_the_draw_is_always_the_same_and_what_stays_is_drawn_again() -> None:
    keys = [("m", "f", str(number)) for number in range(1000)]
    chosen = drawn(keys, 100)
    assert drawn(keys[::-1], 100) == chosen
    assert 5 < sum(int(number) < 100 for _, _, number in chosen) < 20
    assert set(chosen) - set(keys[:500]) <= set(drawn(keys[500:], 100))


def one_test(code: str, folder: Path) -> Sequence[str]:
    file = Path(folder, "test_one.py")
    file.write_text(f"from lessons import arrays\n\n\ndef test_one():\n    {code}\n", encoding="utf-8")
    return [str(file)]


def test_a_test_sees_the_mutant_and_has_only_so_much_time(tmp_path: Path) -> None:
    tests = one_test("assert arrays.NUMBER == 1", tmp_path)
    source = source_of("arrays")
    assert run(tests, {"arrays": f"{source}\nNUMBER = 1\n"})[0] == 0
    assert run(tests, {"arrays": f"{source}\nNUMBER = 2\n"})[0] == 1
    assert run(one_test("while True: pass", tmp_path), {}, seconds=5.0)[0] is None


def test_a_survivor_needs_a_reason_and_a_reason_a_survivor() -> None:
    one, two, three = (("m", "f", name) for name in ("one", "two", "three"))
    assert complaints({one: True, two: False}, {two: "means the same"}) == []
    assert complaints({one: True, two: False}, {one: "means the same", three: "means the same"}) == [
        f"nobody notices: {two}",
        f"has a reason, but is noticed: {one}",
        f"has a reason, but does not exist: {three}",
    ]
