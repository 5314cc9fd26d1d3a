"""Postcodes: what a country writes is taken and written as it does; what it surely does not is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors import vectors
from widget_server.core.countries import COUNTRIES
from widget_server.core.postcodes import _SHAPES, written_postcode

EXAMPLES: dict[str, list[str]] = vectors("postcodes")
"""By country, mostly those that Google's address data gives; and some that its own rules would refuse."""


@pytest.mark.parametrize("country", EXAMPLES)
def test_a_countrys_own_postcodes_are_taken_however_they_are_typed(country: str) -> None:
    for example in EXAMPLES[country]:
        written = written_postcode(country, example)
        assert written is not None, example
        for typed in (written, example.lower(), written.replace(" ", "").replace("-", ""), f" {example}-"):
            assert written_postcode(country, typed) in (written, typed)


def test_every_country_with_a_shape_has_an_example_and_can_be_chosen() -> None:
    shaped = {country for countries in _SHAPES.values() for country in countries.split()}
    assert shaped <= set(EXAMPLES)
    assert shaped <= COUNTRIES


@pytest.mark.parametrize(
    "country, typed, written",
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "M1 1AE", "M1 1AE"),
        ("GB", "bfpo61", "BFPO 61"),
        ("NL", "1234ab", "1234 AB"),
        ("NL", "NL-1234 AB", "1234 AB"),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("PL", "00950", "00-950"),
        ("SE", "11455", "114 55"),
        ("SE", "S-114 55", "114 55"),
        ("CZ", "100-00", "100 00"),
        ("GR", "GR 15124", "151 24"),
        ("PT", "1250096", "1250-096"),
        ("PT", "1250", "1250"),
        ("BR", "01001000", "01001-000"),
        ("JP", "〒１００−０００１", "100-0001"),  # noqa: RUF001  # as it is typed there
        ("IR", "۱۱۹۳۶۱۲۳۴۵", "11936-12345"),
        ("EG", "١٢٤١١", "12411"),
        ("US", "941051234", "94105-1234"),
        ("DE", "D-10115", "10115"),
        ("AT", "A 1010", "1010"),
        ("SI", "SLO-1000", "1000"),
        ("LV", "1010", "LV-1010"),
        ("LT", "lt01100", "LT-01100"),
        ("AD", "500", "AD500"),
        ("KY", "KY11100", "KY1-1100"),
        ("IE", "d6wxy12", "D6W XY12"),
    ],
)
def test_it_is_written_as_its_country_writes_it(country: str, typed: str, written: str) -> None:
    assert written_postcode(country, typed) == written


@pytest.mark.parametrize(
    "country, typed",
    [
        ("DE", "1011"),
        ("DE", "101155"),
        ("DE", "SW1A 1AA"),
        ("DE", "X-10115"),
        ("DE", "<10115>"),
        ("GB", "10115"),
        ("GB", "SW1A"),
        ("US", "941"),
        ("CA", "K1A 0BB"),
        ("NL", "1234"),
        ("PL", "-"),
        ("FR", ""),
        ("JP", "{0}{1}"),
    ],
)
def test_what_fits_no_shape_of_the_country_is_refused(country: str, typed: str) -> None:
    assert written_postcode(country, typed) is None


@pytest.mark.parametrize("country", [*sorted(COUNTRIES - set(EXAMPLES)), "PY", "KZ", ""])
def test_where_we_know_of_no_shape_anything_goes_as_it_is(country: str) -> None:
    assert written_postcode(country, "what ever 1") == "what ever 1"


@given(country=st.sampled_from(sorted(EXAMPLES)), typed=st.text(max_size=20))
def test_what_is_written_once_stays_as_it_is(country: str, typed: str) -> None:
    written = written_postcode(country, typed)
    assert written is None or written_postcode(country, written) == written


@pytest.mark.parametrize("country, answer", [("GB", "@@9 9@@"), ("NL", "9999 @@")])
def test_signs_that_stand_for_letters_and_digits_are_none_themselves(country: str, answer: str) -> None:
    assert written_postcode(country, answer) is None
