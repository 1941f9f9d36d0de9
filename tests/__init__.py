"""The tests, and what they share: `tests.support` helps them, `tests.shake` computes in another way."""
