"""Another arithmetic, as legitimate as the one of this machine: what is printed must hold under both.

Processors and libraries add in different orders, and fuse a product with a sum or round in between; their
exp, tanh and log differ in the last bit. Under the seed in SHAKE_SEED the code of the library and of the
chapters does so, too: sums run in another order, and a function whose result is no whole number is at most
one unit in the last place off. Both depend on the arguments and the seed alone, so that the same call twice
still gives the same.

The library does not know of it: its code, and that of the cells, is changed as it is loaded, so that NumPy's
and Python's sums and functions are looked up here. As a plugin of pytest (``-p tests.shake.shaken``) this
module also tells the kernels of chapters to load it, as an extension of IPython.
"""

from __future__ import annotations

import ast
import atexit
import importlib.abc
import importlib.machinery
import math
import operator
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np
import pytest

SEED = "SHAKE_SEED"
"""The environment variable that holds the seed."""
PACKAGE = "lessons"
PLACE = "__shaken__"
"""What the changed code calls this module's arithmetic."""
FUNCTIONS = (
    "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "tanh", "sinh", "cosh", "sin", "cos", "tan",
    "arcsin", "arccos", "arctan", "logspace", "geomspace",
)  # fmt: skip
SUMS = ("einsum", "tensordot", "dot", "trace", "cumsum", "average")
"""Sums whose order is left as it is: their result is off instead."""
OF_MATRICES = ("solve", "inv", "lstsq", "eigh", "eigvalsh", "eig", "det", "svd", "cond", "matrix_rank")
NO_NUMBERS = {
    "browser",
    "book",
    "test_build",
    "test_mutants",
    "test_lab",
    "test_benchmarks",
    "test_repository",
    "test_shaken",
}
"""Fixtures and files of tests that compute nothing."""
METHODS = {"sum", "mean", "var", "std", "dot", "trace", "cumsum"}
HASH, LAST_BITS = np.uint64(0x9E3779B97F4A7C15), np.uint64(62)
TARGETS = np.array([-np.inf, np.inf, np.nan, np.nan])
"""To which side a result is off, by two bits of its hash; half of them are not."""


class Arithmetic:
    """Sums in another order, functions a unit in the last place off.

    Parameters
    ----------
    seed : int
        Which order, and which results are off to which side.
    """

    def __init__(self, seed: int) -> None:
        self.order = cache(lambda n: np.random.default_rng([seed, n]).permutation(n))
        self.middle = cache(
            lambda n: int(np.random.default_rng([seed, n, 1]).integers(n + 1)) if n > 2 else n // 2
        )
        self._seed = np.uint64(seed)

    def off(self, result: Any) -> Any:
        """Return a result off by −1, 0 or 1 unit in the last place; whole and infinite numbers stay."""
        if not isinstance(result, float | np.ndarray) or np.asarray(result).dtype != np.float64:
            return result
        values = np.array(result, ndmin=1)
        target = TARGETS[((values.view(np.uint64) ^ self._seed) * HASH) >> LAST_BITS]
        stays = np.isnan(target) | (values == np.rint(values))
        shaken = np.where(stays, values, np.nextafter(values, target))
        return shaken if np.ndim(result) else type(result)(shaken[0])

    def total(self, array: Any, axis: Any = None, **options: Any) -> Any:
        """Add along axes, each in another order and in two parts."""
        keepdims = options.pop("keepdims", False)
        if not _is_real(array) or options:
            return np.sum(array, axis=axis, keepdims=keepdims, **options)
        axes = range(array.ndim) if axis is None else np.atleast_1d(axis) % max(array.ndim, 1)
        last = [int(each) for each in axes]
        kept = [each for each in range(array.ndim) if each not in last]
        terms = array.transpose(*kept, *last).reshape(*(array.shape[each] for each in kept), -1)
        terms = terms[..., self.order(terms.shape[-1])]
        middle = self.middle(terms.shape[-1])
        total = np.add.reduce(terms[..., :middle], axis=-1) + np.add.reduce(terms[..., middle:], axis=-1)
        return np.expand_dims(total, tuple(last)) if keepdims else total

    def mean(self, array: Any, axis: Any = None, **options: Any) -> Any:
        """Return the mean along axes."""
        array = np.asanyarray(array)
        mean = np.mean(array, axis=axis, **options)
        return (
            self.total(array, axis, **options) / (array.size // max(mean.size, 1))
            if _is_real(array)
            else mean
        )

    def var(self, array: Any, axis: Any = None, ddof: int = 0, **options: Any) -> Any:
        """Return the variance along axes."""
        array = np.asanyarray(array)
        from_mean = array - self.mean(array, axis, keepdims=True)
        squares = self.total(np.square(from_mean), axis, **options)
        return squares / (array.size // max(np.size(squares), 1) - ddof)

    def std(self, array: Any, axis: Any = None, ddof: int = 0, **options: Any) -> Any:
        """Return the standard deviation along axes."""
        return np.sqrt(self.var(array, axis, ddof, **options))

    def matmul(self, left: Any, right: Any) -> Any:
        """Multiply matrices, each sum in another order and in two parts."""
        if not (_is_real(left) and _is_real(right)) or not (left.ndim and right.ndim):
            return operator.matmul(left, right)
        n = left.shape[-1]
        if right.shape[max(right.ndim - 2, 0)] != n:
            return operator.matmul(left, right)  # which says what is wrong
        order, middle = self.order(n), self.middle(n)
        left, right = left[..., order], np.take(right, order, axis=max(right.ndim - 2, 0))
        lower, upper = (
            (right[:middle], right[middle:])
            if right.ndim == 1
            else (right[..., :middle, :], right[..., middle:, :])
        )
        return left[..., :middle] @ lower + left[..., middle:] @ upper

    def vecdot(self, left: Any, right: Any, axis: int = -1) -> Any:
        """Multiply vectors, the sum in another order."""
        return self.total(np.asarray(left) * np.asarray(right), axis)

    def norm(self, array: Any, *arguments: Any, **options: Any) -> Any:
        """Return a norm."""
        return self.off(np.linalg.norm(array, *arguments, **options))

    def power(self, base: Any, exponent: Any) -> Any:
        """Return a power, which is off unless it is exact."""
        result = base**exponent
        is_real = isinstance(result, float | np.ndarray) and np.asarray(result).dtype == np.float64
        if not is_real or (np.ndim(exponent) == 0 and exponent in (-1, 0, 0.5, 1, 2)):
            return result
        exact = np.asarray(base, np.longdouble) ** exponent == result
        shaken = np.where(exact, result, self.off(result))
        return shaken if isinstance(result, np.ndarray) else type(result)(shaken)

    def sum(self, values: Any, start: Any = 0) -> Any:
        """Add as Python's sum does, numbers in another order."""
        if isinstance(values, np.ndarray):
            return sum(values, start)
        terms = list(values)
        if all(isinstance(term, float) for term in terms) and len(terms):
            terms = [terms[place] for place in self.order(len(terms))]
        return sum(terms, start)

    def method(self, name: str, owner: Any, *arguments: Any, **options: Any) -> Any:
        """Call a method that adds: here if its owner is an array, else as it is."""
        if type(owner) is np.ndarray and owner.dtype == np.float64:
            return getattr(shaken_numpy(self), name)(owner, *arguments, **options)
        return getattr(owner, name)(*arguments, **options)


def _is_real(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.float64) and value.dtype == np.float64


class Namespace(ModuleType):
    """A module with some of its names replaced; the others lead to the module itself."""

    def __init__(self, module: Any, replaced: dict[str, Any]) -> None:
        super().__init__(f"shaken_{getattr(module, '__name__', 'object')}")
        vars(self).update(replaced, _module=module)

    def __getattr__(self, name: str) -> Any:
        return getattr(vars(self)["_module"], name)


class Add:
    """NumPy's add, whose reduce runs in another order."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.reduce = lambda array, axis=0, **options: arithmetic.total(array, axis, **options)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return np.add(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(np.add, name)


def _off(arithmetic: Arithmetic, function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments, **options: arithmetic.off(function(*arguments, **options))


def _of_nearby(arithmetic: Arithmetic, function: Callable[..., Any]) -> Callable[..., Any]:
    """Solve the problem for a matrix that is a unit in the last place off: no solver promises more."""
    return lambda matrix, *arguments, **options: function(
        arithmetic.off(np.asarray(matrix)), *arguments, **options
    )


def _logaddexp(arithmetic: Arithmetic) -> Callable[..., Any]:
    def logaddexp(left: Any, right: Any) -> Any:
        result = np.logaddexp(left, right)
        return np.where((result == left) | (result == right), result, arithmetic.off(result))[()]

    return logaddexp


@cache
def shaken_numpy(arithmetic: Arithmetic) -> Namespace:
    """Return NumPy with this arithmetic."""
    replaced: dict[str, Any] = {name: _off(arithmetic, getattr(np, name)) for name in (*FUNCTIONS, *SUMS)}
    for name in ("mean", "var", "std", "matmul", "vecdot", "power"):
        replaced[name] = getattr(arithmetic, name)
    solvers = {name: _of_nearby(arithmetic, getattr(np.linalg, name)) for name in OF_MATRICES}
    replaced["linalg"] = Namespace(np.linalg, {**solvers, "norm": arithmetic.norm})
    replaced |= {"sum": arithmetic.total, "add": Add(arithmetic), "logaddexp": _logaddexp(arithmetic)}
    return Namespace(np, replaced)


def shaken_math(arithmetic: Arithmetic) -> Namespace:
    """Return Python's math with this arithmetic; fsum is exact and stays."""
    names = ("exp", "log", "log2", "log10", "log1p", "expm1", "tanh", "sin", "cos", "pow", "dist", "hypot")
    return Namespace(math, {name: _off(arithmetic, getattr(math, name)) for name in names})


class Rewritten(ast.NodeTransformer):
    """Code whose sums, products of matrices, powers and modules are looked up in this module."""

    def visit_Import(self, node: ast.Import) -> Any:
        for name in node.names:
            if name.name in ("numpy", "math"):
                name.asname, name.name = name.asname or name.name, f"shaken_{name.name}"
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        if node.module == "math":
            node.module = "shaken_math"
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        name = {ast.MatMult: "matmul", ast.Pow: "power"}.get(type(node.op))
        return _call(node, name, [node.left, node.right]) if name else node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in METHODS:
            name = ast.copy_location(ast.Constant(function.attr), function)
            return _call(node, "method", [name, function.value, *node.args], node.keywords)
        if isinstance(function, ast.Name) and function.id == "sum":
            return _call(node, "sum", node.args, node.keywords)
        return node


def _call(
    node: ast.AST, name: str, arguments: Sequence[ast.expr], keywords: Sequence[ast.keyword] = ()
) -> ast.Call:
    place = ast.Name(PLACE, ast.Load())
    call = ast.Call(ast.Attribute(place, name, ast.Load()), list(arguments), list(keywords))
    return ast.fix_missing_locations(ast.copy_location(call, node))


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module of the library with its code rewritten, never from a cache."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = Rewritten().visit(ast.parse(self.get_source(fullname) or "", path))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the library's modules."""

    def find_spec(
        self, fullname: str, path: Any, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Loader(spec.loader.name, spec.loader.path)
        return spec


def install() -> Arithmetic | None:
    """Let the library, when it is imported, use the arithmetic of the seed in the environment, if any."""
    import builtins

    if SEED not in os.environ:
        return None
    if hasattr(builtins, PLACE):
        return getattr(builtins, PLACE)  # type: ignore[no-any-return]
    early = [name for name in sys.modules if name.partition(".")[0] == PACKAGE]
    if early:
        raise RuntimeError(f"{early} were imported before they could be shaken")
    arithmetic = Arithmetic(int(os.environ[SEED]))
    setattr(builtins, PLACE, arithmetic)
    sys.modules["shaken_numpy"], sys.modules["shaken_math"] = (
        shaken_numpy(arithmetic),
        shaken_math(arithmetic),
    )
    sys.meta_path.insert(0, Finder())
    return arithmetic


def load_ipython_extension(shell: Any) -> None:
    """Shake a kernel: the library, and the code of the cells."""
    if install():
        shell.ast_transformers.append(Rewritten())


def tell_kernels() -> None:
    """Let the kernels that this process starts load this module."""
    folder = Path(tempfile.mkdtemp(prefix="ipython-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    profile = folder / "profile_default"
    profile.mkdir()
    config = (
        f"c = get_config()\nc.InteractiveShellApp.extensions = [{__name__!r}]\n"
        "c.HistoryManager.enabled = False\n"
    )
    (profile / "ipython_kernel_config.py").write_text(config, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    os.environ["IPYTHONDIR"] = str(folder)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let pytest leave out what computes nothing."""
    parser.addoption(
        "--only-numbers", action="store_true", help="leave out the tests of pages and of programs"
    )


def pytest_configure() -> None:
    """Shake what this process runs, and its kernels."""
    if install():
        tell_kernels()


@pytest.hookimpl(optionalhook=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need the built book, a browser, or a program of their own."""
    if config.getoption("--only-numbers"):
        items[:] = [
            item for item in items if not NO_NUMBERS & {item.path.stem, *getattr(item, "fixturenames", ())}
        ]


install()
