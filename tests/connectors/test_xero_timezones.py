"""Xero's time zone codes."""

from zoneinfo import ZoneInfo

import pytest

from connectors.xero.timezones import IANA_OF, iana


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("NEWZEALANDSTANDARDTIME", "Pacific/Auckland"),
        ("AUSEASTERNSTANDARDTIME", "Australia/Sydney"),
        ("GMTSTANDARDTIME", "Europe/London"),
        ("PACIFICSTANDARDTIME(MEXICO)", "America/Tijuana"),
        ("UTC08", "Etc/GMT+8"),  # eight hours behind: POSIX turns the sign round
        ("New Zealand Standard Time", "Pacific/Auckland"),
        ("MARSSTANDARDTIME", None),
        (None, None),
    ],
)
def test_a_code_is_a_place(code: str | None, name: str | None) -> None:
    assert iana(code) == name


def test_every_place_in_the_table_exists() -> None:
    assert {name: ZoneInfo(name).key for name in IANA_OF.values()} == {
        name: name for name in IANA_OF.values()
    }
