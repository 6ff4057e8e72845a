"""Addresses of the configuration: a host in place of the vendor's, the paths stay."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from connectors.errors import Misuse
from rules.problems import quoted

NOWHERE = urlsplit("")


def parts_of(url: str) -> SplitResult:
    """The parts of a URL; of one that is none, such as `http://[`, no part is there."""
    try:
        return urlsplit(url)
    except ValueError:
        return NOWHERE


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine: localhost, 127.0.0.0/8 or ::1."""
    host = parts_of(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Host and port, for a sentence."""
    return urlsplit(url).netloc


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a setting may replace."""

    setting: str
    """The name of the setting, for the sentence when its value is no use."""
    default: str
    paths: tuple[str, ...]
    """The vendor's own paths, longest first; a setting that ends in one means the same."""

    def base(self, given: str | None) -> str:
        """Scheme and host (and a prefix, if given) without a slash at the end, or raise Misuse.

        Plain http carries tokens in the clear, so it is taken for this machine only.
        """
        url = (self.default if given is None else given).strip().rstrip("/")
        self._check(url)
        for path in self.paths:
            if url.lower().endswith(path):
                return url[: -len(path)].rstrip("/")
        return url

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            whole = bool(parts.hostname) and parts.port != 0
        except ValueError:
            whole = False
        if not whole or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
            raise Misuse(
                f'{self.setting} {quoted(url)} is not an address: write it like "{self.default}".'
            )
        if parts.username is not None or parts.password is not None:
            raise Misuse(f"{self.setting} holds a user name or a password: leave them out.")
        if parts.scheme == "http" and not is_loopback(url):
            raise Misuse(
                f"{self.setting} {quoted(url)} is not https: plain http is taken for this machine only."
            )
