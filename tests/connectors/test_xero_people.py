"""Who is written to and called at a Xero contact."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.xero.people import best_phone, dialable, people, usable_email
from connectors.xero.records import ContactRecord, PersonRecord, PhoneRecord
from rules.facts import Person


def persons(record: ContactRecord) -> tuple[Person, ...]:
    return people(record, None)[0]


def test_the_primary_person_comes_first_and_those_whom_xero_includes_follow() -> None:
    record = ContactRecord(
        FirstName="Ana",
        LastName="Reid",
        EmailAddress=" Ana@Maple.Example ",
        ContactPersons=[
            PersonRecord("Jo", "Park", "jo@maple.example", IncludeInEmails=True),
            PersonRecord("Max", "Left-Out", "max@maple.example", IncludeInEmails=False),
            PersonRecord("Ana", "Again", "ana@maple.example", IncludeInEmails=True),
            PersonRecord("Una", "Unsaid", "una@maple.example"),
        ],
    )

    assert persons(record) == (
        Person("Ana@maple.example", "Ana Reid"),
        Person("jo@maple.example", "Jo Park"),
    )


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (ContactRecord(EmailAddress="ap@maple.example"), (Person("ap@maple.example"),)),
        (ContactRecord(FirstName="Ana"), (Person(None, "Ana"),)),
        (ContactRecord(FirstName=" ", EmailAddress=""), ()),
        (ContactRecord(), ()),
    ],
)
def test_a_person_is_a_name_or_an_address_or_nobody(
    record: ContactRecord, expected: tuple[Person, ...]
) -> None:
    assert persons(record) == expected


def test_addresses_that_mail_cannot_reach_are_kept_as_written() -> None:
    record = ContactRecord(
        FirstName="Ana",
        EmailAddress="ana at maple",
        ContactPersons=[
            PersonRecord(EmailAddress="two@x.example;one@x.example", IncludeInEmails=True)
        ],
    )

    assert people(record, None) == (
        (Person(None, "Ana"),),
        ("ana at maple", "two@x.example;one@x.example"),
    )


@pytest.mark.parametrize(
    ("written", "usable"),
    [
        ("a@b.example", "a@b.example"),
        ("A.B+c@Sub.B-C.Example", "A.B+c@sub.b-c.example"),
        ("a@münchen.example", "a@münchen.example"),
        ("a" * 62 + "@b.example", "a" * 62 + "@b.example"),
        ("a@" + "b." * 130 + "example", None),
        ("a@b.test", None),
        ("a@localhost", None),
        ("a..b@c.example", None),
        ("ünal@b.example", None),  # Xero itself supports no umlauts before the @
        ("a@b.example\r\nBcc: c@d.example", None),
    ],
)
def test_an_address_is_usable_when_mail_can_reach_it(written: str, usable: str | None) -> None:
    assert usable_email(written) == usable


@settings(deadline=None)
@given(st.from_regex(r"\A[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9.-]{1,20}\.[A-Za-z]{1,9}\Z"))
@example("a@x.local")
@example("a@a--b.example")
@example("a@xn--a.example")
def test_the_quick_look_at_an_address_says_what_the_long_one_says(written: str) -> None:
    try:
        told = validate_email(written, check_deliverability=False, allow_smtputf8=False)
        expected: str | None = told.normalized
    except EmailNotValidError:
        expected = None

    assert usable_email(written) == expected


@pytest.mark.parametrize(
    ("code", "area", "number", "dialled"),
    [
        ("", "09", "555 0134", "+6495550134"),
        ("64", "9", "555-0134", "+6495550134"),
        ("+64", "09", "555 0134", "+6495550134"),
        ("0064", "(09)", "555 0134", "+6495550134"),
        ("64", "", "09 555 0134", "+6495550134"),
        ("", "", "+44 20 7946 0018", "+442079460018"),
        ("", "", "0044 20 7946 0018", "+442079460018"),
        ("64", "9", "+44 20 7946 0018", "+442079460018"),
        ("", "", "ask Ana", None),
        ("", "", "12", None),
        ("999999", "", "1", None),
    ],
)
def test_a_number_in_three_parts_is_dialled(
    code: str, area: str, number: str, dialled: str | None
) -> None:
    phone = PhoneRecord(
        PhoneType="DEFAULT", PhoneNumber=number, PhoneAreaCode=area, PhoneCountryCode=code
    )

    assert dialable(phone, "NZ") == dialled


def test_a_number_without_a_country_is_not_guessed_at() -> None:
    assert dialable(PhoneRecord(PhoneNumber="09 555 0134"), None) is None


def test_the_usual_number_goes_before_the_mobile_and_a_fax_is_never_called() -> None:
    fax = PhoneRecord(PhoneType="FAX", PhoneNumber="09 555 0001")
    mobile = PhoneRecord(PhoneType="MOBILE", PhoneNumber="021 555 012")
    usual = PhoneRecord(PhoneType="DEFAULT", PhoneNumber="09 555 0134")
    vague = PhoneRecord(PhoneType="OFFICE", PhoneNumber="ext. Ana", PhoneAreaCode="9")

    assert best_phone(ContactRecord(Phones=[fax, mobile, usual, vague]), "NZ") == (
        "+6495550134",
        ("9 ext. Ana",),
    )
    assert best_phone(ContactRecord(Phones=[fax]), "NZ") == (None, ())
