"""The errata: every error of the documents, with a proof that separates it from what is right."""

from __future__ import annotations

import inspect
import re
from dataclasses import FrozenInstanceError
from functools import cache
from itertools import groupby

import numpy as np
import pytest

from lessons.evidence import errata, ledger
from lessons.evidence.errata import Erratum, Proof

ERRATA = errata.errata()


@cache
def proof_of(erratum: Erratum) -> Proof:
    return erratum.prove()


every_erratum = pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.proof)


@every_erratum
def test_the_right_form_gives_the_truth_and_the_printed_form_does_not(erratum: Erratum) -> None:
    proof = proof_of(erratum)
    assert proof.error_of_right < 1e-13
    assert proof.error_of_printed > 1e-8  # the smallest is one unit of the eighth digit


@pytest.mark.parametrize("seed", [0, 1])
@every_erratum
def test_a_proof_holds_on_other_random_networks_too(
    erratum: Erratum, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errata, "SEED", seed)
    proof = erratum.prove()
    assert proof.error_of_right < 1e-12
    assert proof.error_of_printed > 1e-8


@every_erratum
def test_all_but_wrong_last_digits_are_far_from_the_truth(erratum: Erratum) -> None:
    digits = {"last_digit", "error_after_one_update", "error_after_ten_thousand"}
    assert (proof_of(erratum).error_of_printed > 0.01) == (erratum.proof not in digits)


@every_erratum
def test_every_erratum_says_what_is_printed_and_what_is_right(erratum: Erratum) -> None:
    assert erratum.place
    for text in (erratum.printed, erratum.right):
        assert len(text) > 5
        assert text.endswith(".")
        assert text.count("$") % 2 == 0
    assert erratum.printed != erratum.right


@every_erratum
def test_every_proof_is_a_public_function_with_a_docstring(erratum: Erratum) -> None:
    proof = getattr(errata, erratum.proof)
    assert not erratum.proof.startswith("_")
    assert (proof.__doc__ or "").startswith("Prove ")
    assert not inspect.signature(proof).parameters


def test_every_proof_belongs_to_one_erratum() -> None:
    proofs = [erratum.proof for erratum in ERRATA]
    written = [
        name
        for name, value in vars(errata).items()
        if inspect.isfunction(value) and (value.__doc__ or "").startswith("Prove ")
    ]
    assert len(set(proofs)) == len(proofs)
    assert set(proofs) == set(written)


def test_every_document_has_its_errors_one_after_the_other() -> None:
    counts = [(document, len(list(errors))) for document, errors in groupby(e.document for e in ERRATA)]
    assert counts == [
        ("Encyclopedia", 9),
        ("Lecture note", 11),
        ("Slides", 6),
        ("Step-by-step example", 6),
    ]


WRONG_NUMBERS = {
    # What the ledger calls the number, and the proof of the error.
    "columns of W⁽³⁾": "columns_of_w3",
    "derivative of ReLU, a < 0": "cases_of_relu",
    "derivative of ReLU, a > 0": "cases_of_relu",
    "∂E_o2/∂out_h1": "last_digit",
    "E after one update": "error_after_one_update",
    "E after 10,000 updates": "error_after_ten_thousand",
}


def test_every_wrong_number_of_the_ledger_is_an_erratum() -> None:
    wrong = {entry.quantity: entry.document for entry in ledger.printed() if entry.verdict}
    document = {erratum.proof: erratum.document for erratum in ERRATA}
    assert {number: document[proof] for number, proof in WRONG_NUMBERS.items()} == wrong


# Numbers of single proofs, worked out by hand.


def test_a_step_with_the_rate_1_makes_the_error_of_the_linear_neuron_nine_times_as_large() -> None:
    proof = errata.always_smaller()
    assert proof.printed.tolist() == [2.25]
    assert proof.truth.tolist() == [20.25]


def test_relu_has_the_slope_0_below_zero_and_1_above() -> None:
    proof = errata.cases_of_relu()
    assert proof.truth.tolist() == [0.0, 0.0, 1.0, 1.0]
    assert proof.printed.tolist() == [1.0, 1.0, 0.0, 0.0]


def test_net_h1_with_w3_is_0_3825() -> None:
    proof = errata.weight_of_net_h1()
    assert proof.printed == pytest.approx([0.3825], rel=1e-14)
    assert proof.truth == pytest.approx([0.3775], rel=1e-14)


def test_the_error_doubles_with_weights_of_8_stays_with_4_and_shrinks_to_a_quarter_with_1() -> None:
    assert errata.weights_in_the_decay().truth == pytest.approx([32.0, 16.0, 8.0, 4.0, 2.0], rel=1e-14)
    undone = errata._decay(weight=4.0, printed=lambda j, k: 0.25 ** (k - j + 1))
    assert undone.truth == pytest.approx(np.ones(5), rel=1e-14)
    expected = [0.25**5, 0.25**4, 0.25**3, 0.25**2, 0.25]
    assert errata.exponent_of_the_decay().truth == pytest.approx(expected, rel=1e-14)


def test_the_printed_digits_of_the_errors_come_out() -> None:
    last_two = ("error_after_one_update", "error_after_ten_thousand")
    after_one, after_ten_thousand = (proof_of(each) for each in ERRATA if each.proof in last_two)
    assert f"{after_one.printed[0]:.9f} {after_one.truth[0]:.9f}" == "0.291027924 0.291027774"
    assert f"{after_ten_thousand.printed[0]:.10f}" == "0.0000351085"
    assert f"{after_ten_thousand.truth[0]:.10f}" == "0.0000351019"


# The record of a proof.


def test_a_proof_measures_by_the_largest_value() -> None:
    proof = Proof.of([1.0, 4.0], [1.0, 2.0], [1.0, 2.0])
    assert proof.error_of_printed == 0.5
    assert proof.error_of_right == 0.0


def test_a_proof_keeps_copies_that_cannot_be_changed() -> None:
    values = np.array([1.0, 2.0])
    proof = Proof.of(values, values, values)
    values[0] = 9.0
    assert proof.truth.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        proof.truth[0] = 3.0
    with pytest.raises(FrozenInstanceError):
        proof.truth = values  # type: ignore[misc]


def test_a_proof_of_different_shapes_is_refused() -> None:
    message = "printed, right and truth must have one shape, but have [(1,), (), ()]"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Proof.of([1.0], 1.0, 1.0)


def test_a_proof_of_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^truth must hold finite numbers, but it holds nan$"):
        Proof.of(1.0, 1.0, float("nan"))
