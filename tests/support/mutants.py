"""Put the historical bugs back, one at a time: does the test against each notice?

``make mutants`` prints the answer. A mutant is a small change of a file of the package. It
is made in a copy, the test runs on that copy, and must fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = "tests/core/test_historical_bugs.py"


@dataclass(frozen=True)
class Mutant:
    """A bug, as a change of the source.

    Attributes
    ----------
    bug : str
        What is wrong with it.
    file : str
        Below ``src/lessons``.
    old, new : str
        The text that is there once, and what the bug makes of it.
    test : str
        The test in `TESTS` that has to fail.
    """

    bug: str
    file: str
    old: str
    new: str
    test: str


MUTANTS = (
    Mutant(
        "hidden deltas from weights already updated (at the rate 0.5)",
        "network.py",
        old="error_by_out = deltas[-1] @ self.layers[k + 1].weights\n",
        new="updated = self.layers[k + 1].weights - 0.5 * deltas[-1].mT @ forward.outs[k + 1]\n"
        "            error_by_out = deltas[-1] @ updated\n",
        test="test_hidden_deltas_are_taken_with_the_weights_of_before_the_update",
    ),
    Mutant(
        "net and out swapped",
        "network.py",
        old="activation.backward(nets[k], outs[k + 1], error_by_out)",
        new="activation.backward(outs[k + 1], nets[k], error_by_out)",
        test="test_slope_of_a_hidden_unit_is_that_at_its_net_not_at_its_out",
    ),
    Mutant(
        "gradient overwritten where a value is used twice",
        "autodiff.py",
        old="total = gradients[operand] + part if operand in gradients else part",
        new="total = part",
        test="test_value_used_twice_gets_the_gradients_of_both_uses",
    ),
    Mutant(
        "Adam's step counter advanced for each array of parameters",
        "optimizers.py",
        old="        return self.direction(gradient, self._memory.pasts",
        new="        self._memory.steps += 1\n        return self.direction(gradient, self._memory.pasts",
        test="test_first_steps_of_adam_are_the_same_for_every_parameter",
    ),
    Mutant(
        "a bias of 0.0 treated as missing, and drawn at random",
        "layer.py",
        old='biases = owned_parameter("biases", biases)\n',
        new='biases = owned_parameter("biases", biases)\n'
        "        if not biases.any():\n"
        "            biases = np.random.default_rng(0).uniform(size=biases.shape)\n",
        test="test_bias_of_zero_is_a_bias",
    ),
    Mutant(
        "a bias of 0.0 treated as missing, and not trained",
        "optimizers.py",
        old="            if self.train_biases:\n",
        new="            if self.train_biases and biases.any():\n",
        test="test_zero_biases_are_trained",
    ),
    Mutant(
        "ReLU's backward changes the caller's ∂E/∂out",
        "activations.py",
        old="return error_by_out * self.slope(net, out)",
        new="error_by_out *= self.slope(net, out)\n        return error_by_out",
        test="test_relu_changes_no_array_that_it_is_given",
    ),
    Mutant(
        "ReLU changes the caller's net",
        "activations.py",
        old="function=lambda net: np.maximum(net, 0.0),",
        new="function=lambda net: np.maximum(net, 0.0, out=net),",
        test="test_relu_changes_no_array_that_it_is_given",
    ),
    Mutant(
        "loss short by a factor n_outputs",
        "losses.py",
        old="squares: Array = np.vecdot(error, error)",
        new="squares: Array = np.vecdot(error, error) / error.shape[-1]",
        test="test_loss_is_the_sum_over_the_outputs_not_their_mean",
    ),
    Mutant(
        "softmax over the wrong axis",
        "activations.py",
        old="shares.sum(axis=-1, keepdims=True)",
        new="shares.sum(axis=0, keepdims=True)",
        test="test_softmax_shares_out_among_the_units_of_each_sample",
    ),
)


class MutantError(Exception):
    """A mutant cannot be made, or its test cannot be run."""


def mutated(mutant: Mutant, source: str) -> str:
    """Return the source of a file with the bug in it."""
    if source.count(mutant.old) != 1:
        raise MutantError(
            f"{mutant.file} must hold {mutant.old!r} once, but has it {source.count(mutant.old)} times"
        )
    return source.replace(mutant.old, mutant.new)


def is_killed(mutant: Mutant) -> bool:
    """Run the test of a mutant on a package with the bug, and return whether it fails."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src", folder, dirs_exist_ok=True)
        file = Path(folder, "lessons", mutant.file)
        file.write_text(mutated(mutant, file.read_text(encoding="utf-8")), encoding="utf-8")
        return fails(mutant.test, Path(folder))


def fails(test: str, source: Path) -> bool:
    """Run a test with the package that is in a folder, and return whether an assertion fails."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--tb=native",
        "-p",
        "no:cacheprovider",
        f"{TESTS}::{test}",
    ]
    environment = os.environ | {
        "PYTHONPATH": str(source),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # none is needed, and some take seconds to load
    }
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    failed = run.returncode == 1 and "AssertionError" in run.stdout
    if run.returncode != 0 and not failed:
        raise MutantError(f"{test} neither passes nor fails:\n{run.stdout}{run.stderr}")
    return failed


def main() -> int:
    """Print what became of each mutant; return 1 if one survived."""
    for test in dict.fromkeys(mutant.test for mutant in MUTANTS):
        if fails(test, ROOT / "src"):
            raise MutantError(f"{test} fails without any bug, so it would kill every mutant")
    killed = 0
    for mutant in MUTANTS:
        verdict = is_killed(mutant)
        killed += verdict
        print(f"{'killed' if verdict else 'SURVIVED'}: {mutant.bug}", flush=True)
    print(f"{killed} of {len(MUTANTS)} mutants killed")
    return 0 if killed == len(MUTANTS) else 1


if __name__ == "__main__":
    sys.exit(main())
