"""The historical mutants: bugs that were really made, each as a change of one expression."""

from __future__ import annotations

import ast
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

TESTS = "tests/core/test_historical_bugs.py"


class MutantError(Exception):
    """A mutant cannot be made, or its test cannot be run."""


@dataclass(frozen=True)
class Historical:
    """A bug, as a change of one expression.

    Attributes
    ----------
    bug : str
        What is wrong with it.
    module, function : str
        Where; without a function, anywhere in the module.
    old, new : str
        The expression that is there once, and what the bug makes of it. A capital letter stands for any
        expression, and in both for the same.
    test : str
        The test in `TESTS` that has to fail.
    """

    bug: str
    module: str
    function: str
    old: str
    new: str
    test: str


HISTORICAL = (
    Historical(
        "hidden deltas from weights already updated (at the rate 0.5)",
        "derivation", "backward",
        "D @ L.weights", "D @ (L.weights - 0.5 * D.mT @ outs[k + 1])",
        "test_hidden_deltas_are_taken_with_the_weights_of_before_the_update",
    ),
    Historical(
        "net and out swapped",
        "derivation", "backward",
        "F.backward(N, O, E)", "F.backward(O, N, E)",
        "test_slope_of_a_hidden_unit_is_that_at_its_net_not_at_its_out",
    ),
    Historical(
        "gradient overwritten where a value is used twice",
        "autodiff", "",
        "G[V] + P if V in G else P", "P",
        "test_value_used_twice_gets_the_gradients_of_both_uses",
    ),
    Historical(
        "Adam's step counter advanced for each array of parameters",
        "optimizers", "next_layers",
        "Memory(S, P)", "Memory(S + 2 * len(P) - 1, P)",
        "test_first_steps_of_adam_are_the_same_for_every_parameter",
    ),
    Historical(
        "a bias of 0.0 treated as missing, and drawn at random",
        "layer", "",
        "owned_array('biases', B)",
        "B if (B := owned_array('biases', B)).any() else np.random.default_rng(0).uniform(size=B.shape)",
        "test_bias_of_zero_is_a_bias",
    ),
    Historical(
        "a bias of 0.0 treated as missing, and not trained",
        "optimizers", "next_layers",
        "optimizer.train_biases", "optimizer.train_biases and biases.any()",
        "test_zero_biases_are_trained",
    ),
    Historical(
        "ReLU's backward changes the caller's ∂E/∂out",
        "activations", "",
        "E * (N > 0.0)", "np.multiply(E, N > 0.0, out=E)",
        "test_relu_changes_no_array_that_it_is_given",
    ),
    Historical(
        "ReLU changes the caller's net",
        "activations", "",
        "np.maximum(N, 0.0)", "np.maximum(N, 0.0, out=N)",
        "test_relu_changes_no_array_that_it_is_given",
    ),
    Historical(
        "loss short by a factor n_outputs",
        "losses", "",
        "np.vecdot(E, E)", "np.vecdot(E, E) / E.shape[-1]",
        "test_loss_is_the_sum_over_the_outputs_not_their_mean",
    ),
    Historical(
        "softmax over the wrong axis",
        "activations", "_softmax",
        "S.sum(axis=-1, keepdims=True)", "S.sum(axis=0, keepdims=True)",
        "test_softmax_shares_out_among_the_units_of_each_sample",
    ),
)  # fmt: skip


def matches(pattern: Any, node: Any, found: dict[str, ast.expr]) -> bool:
    """Return whether a node is of this form, and note what the capital letters stand for."""
    if isinstance(pattern, ast.Name) and len(pattern.id) == 1 and pattern.id.isupper():
        return ast.unparse(found.setdefault(pattern.id, node)) == ast.unparse(node)
    if isinstance(pattern, ast.AST):
        return type(pattern) is type(node) and all(
            matches(getattr(pattern, name), getattr(node, name), found) for name in pattern._fields
        )
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(map(matches, pattern, node, [found] * len(node)))
    return bool(pattern == node)


class Replacement(ast.NodeTransformer):
    """Put an expression in the place of others, and count these."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = (ast.parse(text, mode="eval").body for text in (old, new))
        self.count = 0

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace what has the form of the old expression."""
        found: dict[str, ast.expr] = {}
        if not matches(self.old, node, found):
            return self.generic_visit(node)
        self.count += 1
        return Letters(found).visit(deepcopy(self.new))  # type: ignore[no-any-return]


class Letters(ast.NodeTransformer):
    """Put what the capital letters stand for in their place."""

    def __init__(self, found: dict[str, ast.expr]) -> None:
        self.found = found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a letter."""
        return self.found.get(node.id, node)


def with_bug(bug: Historical, source: str) -> str:
    """Return the source of a module with the bug in it."""
    tree = whole = ast.parse(source)
    for name in filter(None, bug.function.split(".")):
        inside = [each for each in ast.iter_child_nodes(tree) if getattr(each, "name", "") == name]
        if not inside:
            raise MutantError(f"{bug.module} has no {bug.function}")
        tree = inside[0]  # type: ignore[assignment]
    replacement = Replacement(bug.old, bug.new)
    replacement.visit(tree)
    if replacement.count != 1:
        raise MutantError(f"{bug.module} must hold {bug.old!r} once, but has it {replacement.count} times")
    return ast.unparse(ast.fix_missing_locations(whole))
