"""Addresses as they may stand in a mail's header and envelope, or a sentence that says why not."""

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from connectors.mail.message import Address, MailRefused


@dataclass(frozen=True, slots=True)
class Envelope:
    """A checked address: what is before the @ and, in ASCII, what is behind it."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server with SMTPUTF8 can carry mail to it."""
        return not self.local.isascii()


def checked(address: Address) -> Envelope:
    """Check an address by its form; no name server is asked. Raises MailRefused."""
    try:
        valid = validate_email(address.email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        shown = address.email.encode("unicode_escape").decode("ascii")
        raise MailRefused(
            f'The address "{shown}" cannot be written to: {one_line(str(error)).rstrip(".")}. '
            "Correct it where it is kept, in the ledger or in the rulebook."
        ) from None
    return Envelope(valid.ascii_local_part or valid.local_part, valid.ascii_domain)


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which could start another header."""
    shown = (
        char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return " ".join("".join(shown).split())
