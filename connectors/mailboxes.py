"""E-mail addresses that need no second look.

Nearly every address is plain, and email-validator takes a hundred times as long for each. Only the
rest is worth that: quotes, umlauts, domains that nobody can mail to.
"""

import re

from email_validator import SPECIAL_USE_DOMAIN_NAMES

_PLAIN = re.compile(
    r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)"
    r"@((?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,})"
)
_LENGTH = 60
"""Characters; each limit on a part of an address is above it."""
_NOT_PUBLIC = tuple(f".{name}" for name in SPECIAL_USE_DOMAIN_NAMES)


def plain_address(text: str) -> str | None:
    """The address in its normal form; None when a full validation has to tell."""
    plain = _PLAIN.fullmatch(text) if len(text) <= _LENGTH else None
    if plain is None:
        return None
    domain = plain[2].lower()
    return None if f".{domain}".endswith(_NOT_PUBLIC) else f"{plain[1]}@{domain}"
