"""The other arithmetic of `make shake`: another one, a legitimate one, and what library and cells use."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessons.publishing import store_chapters
from tests.shake import shake, shaken
from tests.support.browsing import ROOT

EPS = float(np.finfo(float).eps)


@pytest.mark.parametrize("seed", [1, 2])
def test_sums_run_in_another_order_and_stay_sums(seed: int) -> None:
    arithmetic, random = shaken.Arithmetic(seed), np.random.default_rng(3)
    left, right = random.normal(size=(4, 30, 40)), random.normal(size=(40, 20))
    for sums, usual in (
        (arithmetic.matmul(left, right), left @ right),
        (arithmetic.total(left, axis=(0, -1)), left.sum(axis=(0, -1))),
        (arithmetic.mean(left), left.mean()),
        (arithmetic.std(left, axis=1, ddof=1), left.std(axis=1, ddof=1)),
        (arithmetic.total(left, axis=1, keepdims=True), left.sum(axis=1, keepdims=True)),
    ):
        assert np.shape(sums) == np.shape(usual)
        assert np.any(sums != usual)
        np.testing.assert_allclose(sums, usual, rtol=0, atol=1e3 * EPS)


def test_functions_are_off_by_a_unit_in_the_last_place_or_not_at_all() -> None:
    usual = np.exp(np.linspace(-3, 3, 999))
    off = shaken.Arithmetic(1).off(usual)
    assert set(((off - usual) / np.spacing(usual)).tolist()) >= {-1.0, 0.0, 1.0}
    assert np.all(np.abs(off - usual) <= np.spacing(usual))


def test_what_is_exact_stays_exact() -> None:
    arithmetic = shaken.Arithmetic(1)
    exact = np.array([0.0, -0.0, 1.0, -1.0, 7.0, np.inf, -np.inf])
    assert arithmetic.off(exact).tobytes() == exact.tobytes()
    assert arithmetic.power(3, 2) == 9
    assert arithmetic.power(0.3, 2) == 0.3 * 0.3
    assert np.isnan(arithmetic.off(np.array([np.nan]))).all()
    assert type(arithmetic.off(0.3)) is float


def test_the_same_call_twice_gives_the_same() -> None:
    values = np.random.default_rng(0).normal(size=(30, 30))
    once, again = (shaken.shaken_numpy(shaken.Arithmetic(5)) for _ in range(2))
    assert np.array_equal(once.exp(values), again.exp(values))
    assert np.array_equal(once.matmul(values, values), again.matmul(values, values))


def printed(code: str, seed: int | None) -> str:
    environment = {name: value for name, value in os.environ.items() if name != shaken.SEED}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])
    if seed is not None:
        environment[shaken.SEED] = str(seed)
    command = [sys.executable, "-c", f"import tests.shake.shaken\n{code}"]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def test_the_library_is_shaken_and_its_last_digits_tell() -> None:
    code = (
        "import numpy as np; from lessons import Network; n = Network.initialize((9, 9, 1))\n"
        "x = np.linspace(0, 1, 9); b = n.backward(n.forward(x), [0.3])\n"
        "print(b.gradients[0].weights.tolist())"
    )
    results = [np.array(json.loads(printed(code, seed))) for seed in (None, 1, 2)]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert np.any(results[one] != results[other])
        np.testing.assert_allclose(results[one], results[other], rtol=1e-12)


def test_a_cell_that_prints_more_than_holds_is_named(tmp_path: Path) -> None:
    numbers = "import numpy as np\nnumbers = np.exp(np.linspace(0, 1, 7)) @ np.exp(np.ones((7, 9)))\n"
    cells = [f"{numbers}print(numbers.round(9))", f"{numbers}print(numbers.tolist())"]
    path = tmp_path / "chapter.ipynb"
    nbformat.write(store_chapters.stored(new_notebook(cells=list(map(new_code_cell, cells))), tmp_path), path)
    assert not shake.failed({}, tmp_path / "log", [str(path)])
    (name,) = shake.failed({shaken.SEED: "1"}, tmp_path / "log", [str(path)])
    assert name.endswith("chapter.ipynb::Cell 1")
