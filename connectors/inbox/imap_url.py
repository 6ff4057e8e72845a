"""`imaps://user@mail.example/INBOX` read into settings (the shape of RFC 5092)."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, unquote

from connectors.addresses import parts_of
from connectors.errors import Misuse


class Security(StrEnum):
    """How the connection is encrypted; the value is the URL's scheme."""

    TLS = "imaps"
    STARTTLS = "imap+starttls"
    NONE = "imap"


PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
MAIN_FOLDER = "INBOX"
_BY_TOKEN = "AUTH=XOAUTH2"  # noqa: S105 - the name of a way to sign in


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapSettings:
    """Where the mailbox is, who we are to it, and what is read of it."""

    host: str
    port: int
    security: Security
    user: str
    password: str | None = field(default=None, repr=False)
    by_token: bool = False
    """The password is an access token of OAuth 2 (XOAUTH2), as Microsoft 365 and Google take it."""
    folders: tuple[str, ...] = (MAIN_FOLDER,)
    """The URL's own first."""
    move_to: str | None = None
    """The folder for what was read; None leaves everything where it is."""
    own: frozenset[str] = frozenset()
    """The company's own addresses, in lower case: what they send is no reply."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_imap_url(
    url: str, *, password: Callable[[str], str | None] = lambda user: None
) -> ImapSettings:
    """Read the URL; `password` is asked with the user's name where the URL holds none.

    Raises Misuse.
    """
    scheme, colon, rest = url.partition("://")
    security = _security(scheme.lower() if colon else "")
    parts = parts_of(f"{security}://{rest}")
    host, port = _server(parts, security)
    if security is Security.NONE and not _is_loopback(host):
        raise Misuse(
            f'With "imap://" the password for "{host}" would cross the network unencrypted: '
            "use imaps:// or imap+starttls:// in `inbox` under [mail]."
        )
    user, by_token = _user(parts.username or "")
    if not user:
        raise Misuse(
            f'The inbox on "{host}" names no user: write {security}://user@{host}/{MAIN_FOLDER} '
            "in `inbox` under [mail]."
        )
    return ImapSettings(
        host=host,
        port=port,
        security=security,
        user=user,
        by_token=by_token,
        password=unquote(parts.password) if parts.password else password(user),
        folders=(unquote(parts.path.strip("/")) or MAIN_FOLDER,),
    )


def _security(scheme: str) -> Security:
    try:
        return Security(scheme)
    except ValueError:
        known = ", ".join(f"{kind}://" for kind in Security)
        # of a URL without a scheme nothing is quoted: it may begin with a password
        shown = f'"{scheme}://" is' if scheme.replace("+", "").isalnum() else "This is"
        raise Misuse(
            f"{shown} no address of a mailbox to read, in `inbox` under [mail]: there are {known}."
        ) from None


def _user(text: str) -> tuple[str, bool]:
    """The user's name, and whether a token stands for the password (RFC 5092's `;AUTH=`)."""
    name, semicolon, how = text.partition(";")
    if semicolon and how.upper() != _BY_TOKEN:
        raise Misuse(
            f'"{unquote(how)}" in `inbox` under [mail] is no way to sign in: write ";{_BY_TOKEN}" '
            "behind the user for an access token, or nothing for a password."
        )
    return unquote(name), bool(semicolon)


def _server(parts: SplitResult, security: Security) -> tuple[str, int]:
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.query or parts.fragment:
        # the URL itself is not quoted: it may hold a password
        raise Misuse(
            f'The inbox that starts with "{security}://" has no usable host, port and folder: '
            f"write {security}://user@mail.example:{PORTS[security]}/{MAIN_FOLDER}."
        )
    if security is Security.STARTTLS and port == PORTS[Security.TLS]:
        raise Misuse(
            f'Port 993 of "{host}" is encrypted from its first byte: '
            "write imaps:// in `inbox` under [mail]."
        )
    return host, port or PORTS[security]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
