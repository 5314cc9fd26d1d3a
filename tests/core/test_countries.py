"""Countries: the same list in the service and in the widget."""

import re

from babel import Locale

from widget_server.core.countries import COUNTRIES


def test_there_are_249_codes_of_iso_3166_and_kosovo() -> None:
    assert len(COUNTRIES) == 250
    assert "XK" in COUNTRIES
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)


def test_every_country_has_a_name() -> None:
    assert set(Locale.parse("en").territories) >= COUNTRIES
