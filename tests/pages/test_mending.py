"""What the theme's HTML says wrongly is mended, once."""

import pytest

from lessons.publishing.pages.mending import REPLACEMENTS, mended

PARAMETERS = "(\n\n<dl>\n<dd><em>x</em>,</dd>\n<dd><em>y</em>,</dd>\n</dl>\n\n)"


@pytest.mark.parametrize(("found", "better"), REPLACEMENTS)
def test_what_is_wrong_is_replaced(found: str, better: str) -> None:
    assert mended(f"{found}{found}") == f"{better}{better}"


def test_parameters_in_lines_of_their_own_are_no_definitions() -> None:
    lines = '<span class="sig-line"><em>x</em>,</span>\n<span class="sig-line"><em>y</em>,</span>\n'
    assert mended(PARAMETERS) == f'(\n\n<span class="sig-lines">\n{lines}</span>\n\n)'


def test_definitions_stay_definitions() -> None:
    page = '<dl class="simple">\n<dt>term</dt>\n<dd>what it is</dd>\n</dl>'
    assert mended(page) == page


def test_what_is_mended_stays_as_it_is() -> None:
    page = "".join(found for found, _ in REPLACEMENTS) + PARAMETERS
    assert mended(mended(page)) == mended(page)
