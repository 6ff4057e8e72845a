"""The people of a Xero contact: addresses that mail can reach, numbers that a phone can dial."""

from collections.abc import Iterable

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from connectors.mailboxes import plain_address
from connectors.postal import postal
from connectors.telephones import written_in_full
from connectors.xero.countries import country_code
from connectors.xero.records import AddressRecord, ContactRecord, PhoneRecord
from rules.facts import Person, Postal

_PHONE_ORDER = ("DEFAULT", "MOBILE", "DDI", "OFFICE")
_POST_ORDER = ("POBOX", "STREET", "DELIVERY")


def usable_email(text: str) -> str | None:
    """Give the address in its normal form; None when mail cannot be sent to it. Asks no DNS."""
    written = text.strip()
    if (plain := plain_address(written)) is not None:
        return plain
    try:
        return validate_email(written, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


def dialable(phone: PhoneRecord, country: str | None) -> str | None:
    """Give a number in E.164; None when its parts make none. `country` is ISO alpha-2."""
    number = (phone.PhoneNumber or "").strip()
    area = (phone.PhoneAreaCode or "").strip()
    code = (phone.PhoneCountryCode or "").strip().lstrip("+").removeprefix("00")
    if number.startswith(("+", "00")):
        return _e164("+" + number.lstrip("+0"), None)
    if code:
        # Bookkeepers write the trunk zero before either part, beside a country code or not.
        return _e164(f"+{code} {area.lstrip('0')} {number if area else number.lstrip('0')}", None)
    return _e164(f"{area} {number}", country)


def _e164(text: str, country: str | None) -> str | None:
    if (plain := written_in_full(text)) is not None:
        return plain
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def post_address(records: Iterable[AddressRecord], name: str | None) -> Postal | None:
    """Where post goes: the POBOX address if it is complete, else the STREET one (A7)."""
    found = [_postal(record, name) for kind in _POST_ORDER for record in _of_type(records, kind)]
    known = [address for address in found if address is not None]
    return next((address for address in known if address.is_complete), next(iter(known), None))


def _of_type(records: Iterable[AddressRecord], kind: str) -> list[AddressRecord]:
    return [record for record in records if (record.AddressType or "POBOX") == kind]


def _postal(record: AddressRecord, name: str | None) -> Postal | None:
    lines = (record.AddressLine1, record.AddressLine2, record.AddressLine3, record.AddressLine4)
    return postal(
        (record.AttentionTo, *lines),
        town=(record.City, record.Region, record.PostalCode),
        country=country_code(record.Country),
        name=name,
    )


def best_phone(record: ContactRecord, country: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Give the number to call, and the numbers, as written, that cannot be dialled."""
    first, unusable = None, []
    filled = [phone for phone in record.Phones or () if (phone.PhoneNumber or "").strip()]
    for kind in _PHONE_ORDER:
        for phone in filled:
            if (phone.PhoneType or "DEFAULT") != kind:
                continue
            dialled = dialable(phone, country)
            first = first or dialled
            if dialled is None:
                unusable.append(_as_written(phone))
    return first, tuple(unusable)


def _as_written(phone: PhoneRecord) -> str:
    parts = (phone.PhoneCountryCode, phone.PhoneAreaCode, phone.PhoneNumber)
    return " ".join(part.strip() for part in parts if part and part.strip())


def people(record: ContactRecord, phone: str | None) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Give the primary person and those whom Xero's own e-mails include, and unusable addresses.

    A person whom the company left out of e-mails is left out here.
    """
    unusable: list[str] = []
    found = _person(record.FirstName, record.LastName, record.EmailAddress, unusable)
    everyone = [Person(found.email, found.name, phone)] if found else []
    for other in record.ContactPersons or ():
        if other.IncludeInEmails:
            person = _person(other.FirstName, other.LastName, other.EmailAddress, unusable)
            everyone += [person] if person else []
    return tuple(_once(everyone)), tuple(unusable)


def _person(
    first: str | None, last: str | None, email: str | None, unusable: list[str]
) -> Person | None:
    name = " ".join(part.strip() for part in (first, last) if part and part.strip()) or None
    written = (email or "").strip()
    address = usable_email(written) if written else None
    if written and address is None:
        unusable.append(written)
    return Person(address, name) if address or name else None


def _once(everyone: Iterable[Person]) -> Iterable[Person]:
    heard: set[str] = set()
    for person in everyone:
        key = (person.email or person.name or "").casefold()
        if key not in heard:
            heard.add(key)
            yield person
