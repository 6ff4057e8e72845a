"""The country of a postal address, which Xero keeps as whatever was typed."""

from functools import cache

from babel import Locale

_ALSO_WRITTEN = {
    "england": "GB",
    "great britain": "GB",
    "northern ireland": "GB",
    "scotland": "GB",
    "uk": "GB",
    "united states of america": "US",
    "usa": "US",
    "wales": "GB",
}
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Unicode's territories of two letters that no address is in."""


def country_code(text: str | None) -> str | None:
    """Give the ISO 3166 alpha-2 code of a country's code or English name; None for any other."""
    return _codes().get((text or "").strip().replace(".", "").casefold())


@cache
def _codes() -> dict[str, str]:
    countries = {
        code: name
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    codes = {code.casefold(): code for code in countries}
    names = {name.replace(".", "").casefold(): code for code, name in countries.items()}
    return codes | names | _ALSO_WRITTEN
