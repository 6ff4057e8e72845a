"""The organisation, out of CompanyInfo and Preferences (accounting-apis B11)."""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from connectors.errors import NeedsPerson
from connectors.postal import postal
from connectors.quickbooks.bodies import AddressBody, Ref, Stamp
from connectors.quickbooks.decode import read
from rules.facts import Company, CompanyId, Postal


class _Info(msgspec.Struct):
    CompanyName: str | None = None
    LegalName: str | None = None
    Country: str | None = None
    CompanyAddr: AddressBody | None = None
    DefaultTimeZone: str | None = None
    MetaData: Stamp | None = None


class _InfoAnswer(msgspec.Struct):
    CompanyInfo: _Info


class _Currency(msgspec.Struct):
    HomeCurrency: Ref | None = None
    MultiCurrencyEnabled: bool | None = None


class _Preferences(msgspec.Struct):
    CurrencyPrefs: _Currency | None = None


class _PreferencesAnswer(msgspec.Struct):
    Preferences: _Preferences


def read_company(realm: str, info: bytes, preferences: bytes | None) -> Company:
    """The company, or NeedsPerson when its home currency is nowhere to be found.

    `preferences` is None where QuickBooks would not give them.
    """
    told = read(info, _InfoAnswer, "a request for the company").CompanyInfo
    address = told.CompanyAddr.Country if told.CompanyAddr else None
    country = country_code(told.Country) or country_code(address)
    return Company(
        id=CompanyId(realm),
        name=told.CompanyName or told.LegalName or realm,
        platform="quickbooks",
        timezone=_zone(told.DefaultTimeZone) or _by_offset(told.MetaData),
        base_currency=_home_currency(realm, preferences, country),
        country=country,
        address=to_postal(told.CompanyAddr, told.CompanyName),
    )


def to_postal(body: AddressBody | None, name: str | None) -> Postal | None:
    """The postal address of the company or of a customer (B8); None where there is none."""
    if body is None:
        return None
    return postal(
        (body.Line1, body.Line2, body.Line3, body.Line4, body.Line5),
        town=(body.City, body.CountrySubDivisionCode, body.PostalCode),
        country=country_code(body.Country),
        name=name,
    )


def _by_offset(stamp: Stamp | None) -> str | None:
    """A zone of the whole hours by which QuickBooks' own times differ from UTC, where it says.

    It says them in the company's zone (B6), so this is right but for a change of summer time.
    """
    found = re.search(r"T[\d:.]+([+-])(\d\d):00$", (stamp.LastUpdatedTime if stamp else None) or "")
    if found is None:
        return None
    west = "+" if found[1] == "-" else "-"  # Etc/GMT+8 lies eight hours west
    return _zone(f"Etc/GMT{west}{int(found[2])}") if int(found[2]) else "Etc/UTC"


def _home_currency(realm: str, preferences: bytes | None, country: str | None) -> str:
    """As the preferences say; a company that keeps one currency keeps its country's."""
    asked = "a request for its preferences"
    prefs = read(preferences, _PreferencesAnswer, asked).Preferences if preferences else None
    currency = (prefs.CurrencyPrefs if prefs else None) or _Currency()
    if currency.HomeCurrency and currency.HomeCurrency.value:
        return currency.HomeCurrency.value
    usual = get_territory_currencies(country) if country else []
    if len(usual) == 1 and not currency.MultiCurrencyEnabled:
        return usual[0]
    raise NeedsPerson(
        f'QuickBooks does not tell the home currency of the company "{realm}": open Account '
        "and settings, Advanced, Currency there, choose it, and run Goodterms again."
    )


@lru_cache(maxsize=1024)
def country_code(written: str | None) -> str | None:
    """ISO 3166 alpha-2 for a code of two letters, of three, or a country's English name."""
    text = (written or "").strip()
    if not text:
        return None
    names = _english_names()
    if text.upper() in names.values():
        return text.upper()
    aliases = get_global("territory_aliases").get(text.upper()) or []
    return aliases[0] if len(aliases) == 1 else names.get(text.casefold())


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    territories = Locale("en").territories.items()
    return {name.casefold(): code for code, name in territories if len(code) == 2 and code != "ZZ"}


def _zone(name: str | None) -> str | None:
    try:
        return str(ZoneInfo(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
