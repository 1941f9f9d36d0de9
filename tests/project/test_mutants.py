"""The mutants: each can be made, and each is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.mutants import MUTANTS, Mutant, MutantError, is_killed, mutated


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.bug)
def test_mutant_is_killed(mutant: Mutant) -> None:
    assert is_killed(mutant)


def test_change_that_is_no_bug_survives() -> None:
    harmless = replace(MUTANTS[0], new=MUTANTS[0].old + "            # as it should be\n")
    assert not is_killed(harmless)


def test_mutant_whose_old_text_is_gone_is_an_error_and_not_a_kill() -> None:
    with pytest.raises(MutantError, match="must hold 'what nobody wrote' once, but has it 0 times"):
        is_killed(replace(MUTANTS[0], old="what nobody wrote"))
    with pytest.raises(MutantError, match="must hold 'ab' once, but has it 2 times"):
        mutated(replace(MUTANTS[0], old="ab"), "abab")


def test_mutant_that_breaks_the_package_is_an_error_and_not_a_kill() -> None:
    with pytest.raises(MutantError, match="neither passes nor fails"):
        is_killed(replace(MUTANTS[0], new="error_by_out = no_such_name\n"))
    with pytest.raises(MutantError, match="neither passes nor fails"):
        is_killed(replace(MUTANTS[0], new="error_by_out = (\n"))


def test_mutant_whose_test_is_gone_is_an_error_and_not_a_kill() -> None:
    with pytest.raises(MutantError, match="neither passes nor fails"):
        is_killed(replace(MUTANTS[0], test="test_that_nobody_wrote"))
