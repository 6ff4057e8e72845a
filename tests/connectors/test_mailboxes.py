"""A plain address is taken at sight, and only where a full validation would take it as well."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailboxes import plain_address

PARTS = st.text(alphabet="abZ09._+-@é \"'", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("jo.park@acme.example.com", "jo.park@acme.example.com"),
        ("Jo+Invoices@ACME.co.nz", "Jo+Invoices@acme.co.nz"),
        ("jo@localhost", None),
        ("jo@printer.local", None),
        ("jo@acme.test", None),
        ("jö@acme.co.nz", None),
        ('"jo park"@acme.co.nz', None),
        ("jo..park@acme.co.nz", None),
        ("jo@acme", None),
        ("jo@-acme.co.nz", None),
        ("", None),
    ],
)
def test_what_is_plain(written: str, plain: str | None) -> None:
    assert plain_address(written) == plain


@given(PARTS, PARTS, st.sampled_from(["com", "co.nz", "example", "test", "local", "c", "c0m"]))
def test_what_is_plain_is_what_a_validation_says(local: str, host: str, top: str) -> None:
    written = f"{local}@{host}.{top}"
    plain = plain_address(written)
    if plain is None:
        return
    try:
        validated = validate_email(written, check_deliverability=False).normalized
    except EmailNotValidError as error:
        pytest.fail(f"{written!r} is not an address: {error}")
    assert plain == validated
