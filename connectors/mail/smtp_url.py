"""`smtp+starttls://user:password@mail.example:587` read into settings."""

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote

from connectors.addresses import parts_of
from connectors.errors import Misuse


class Security(StrEnum):
    """How the connection is encrypted; the value is the URL's scheme."""

    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Where the mail server is and who we are to it."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether the server runs on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_smtp_url(url: str, *, password: str | None = None) -> SmtpSettings:
    """Read the URL; `password` is used where it names a user and no password. Raises Misuse."""
    parts = parts_of(url)
    security = Security(url.partition(":")[0].lower())
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        # the URL itself is not quoted: it may hold a password
        raise Misuse(
            f'The mail address that starts with "{security}://" has no usable host and port: '
            f"write {security}://user@mail.example:{PORTS[security]}."
        )
    settings = SmtpSettings(
        host=host,
        port=port or PORTS[security],
        security=security,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else password,
    )
    _refuse_plain_password(settings)
    return settings


def _refuse_plain_password(settings: SmtpSettings) -> None:
    if settings.user and settings.security is Security.NONE and not settings.is_loopback:
        raise Misuse(
            f'With "smtp://" the password for "{settings.host}" would cross the network '
            "unencrypted: use smtp+starttls:// or smtps:// in `url` under [mail]."
        )
