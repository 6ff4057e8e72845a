"""One request on its way through its tries: what it is, what it met, how long it may still wait."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from connectors.answers import in_words
from connectors.errors import Misuse, Unavailable

TIMEOUT = (5.0, 60.0)
"""Seconds to connect, and to wait for the next bytes, unless the caller says otherwise."""
TRIES = 4
"""How often a request is tried when the vendor is away or the connection breaks."""
PATIENCE = 300.0
"""Seconds that one request may wait in all, for limits and between tries."""
SAFE_HEADER = "X-Goodterms-Safe"
"""Marks a POST that only reads. Removed before sending."""

_chance = random.SystemRandom()


class Again(Exception):
    """This try did not succeed; another one may."""

    def __init__(self, says: str, *, after: float | None = None, limit: bool = False) -> None:
        super().__init__(says)
        self.says = says
        self.after = after
        self.limit = limit


@dataclass(slots=True, kw_only=True)
class Errand:
    """One request. Mutable: it counts what it meets."""

    method: str
    url: str
    arguments: dict[str, Any]
    """For `requests.Session.request`."""
    reads: bool
    repeatable: bool
    begun: float
    renewed: bool = False
    failures: int = 0
    in_doubt: bool = False
    """A write went out and may have been done, and nothing confirmed it since."""
    met: Again | None = None

    @property
    def host(self) -> str:
        """Host and port, as the settings name them."""
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        """What a log may show: a query may hold a customer's address."""
        return urlsplit(self.url).path

    def went_unanswered(self) -> None:
        """A try got no usable answer, though the request may have been read."""
        self.failures += 1
        self.in_doubt = self.in_doubt or not self.reads

    def again(self, says: str, *, after: float | None = None, limit: bool = False) -> Again:
        """Remember what this try met, as the exception that asks for another."""
        self.met = Again(says, after=after, limit=limit)
        return self.met

    def wait(self) -> float:
        """Seconds to the next try: as told, or 1-5 s for a crowded vendor, or 1, 2, 4 s and a bit."""
        if self.met is not None and self.met.after is not None:
            return max(1.0, self.met.after)
        if self.met is not None and self.met.limit:
            return _chance.uniform(1.0, 5.0)
        return float(2 ** max(0, self.failures - 1)) + _chance.uniform(0.0, 1.0)

    def out_of_patience(self, spent: float, wait: float) -> bool:
        """Whether it is to be given up, `spent` seconds after it was begun."""
        return self.failures >= TRIES or spent + wait > PATIENCE

    def give_up(self, tries: int) -> NoReturn:
        """Raise Unavailable with the last thing it met."""
        says = "no answer came" if self.met is None else self.met.says
        after = None if self.met is None else self.met.after
        if after is not None and after > PATIENCE:
            raise Unavailable(f"{says}; try again in {in_words(after)}.") from self.met
        raise Unavailable(f"{says}; tried {tries} times. Try again later.") from self.met


def errand(
    method: str,
    url: str,
    headers: Mapping[str, str | bytes] | None,
    arguments: dict[str, Any],
    *,
    now: float,
) -> Errand:
    """Read off the request what it is, and settle what the caller does not decide."""
    own = CaseInsensitiveDict(headers or {})
    marked = own.pop(SAFE_HEADER, None) is not None
    own["Accept-Encoding"] = "gzip"
    full = _full_url(url, arguments.pop("params", None))
    reads = method in ("GET", "HEAD", "OPTIONS") or marked
    keyed = "Idempotency-Key" in own or "requestid" in parse_qs(urlsplit(full).query)
    settled = {
        **arguments,
        "headers": own,
        "auth": None,
        "allow_redirects": False,
        "timeout": arguments.get("timeout") or TIMEOUT,
    }
    return Errand(
        method=method,
        url=full,
        arguments=settled,
        reads=reads,
        repeatable=reads or keyed,
        begun=now,
    )


def _full_url(url: str, params: Any) -> str:
    try:
        return requests.Request("GET", url, params=params or None).prepare().url or url
    except (requests.RequestException, ValueError) as error:
        raise Misuse(f'"{url}" is not an address; check `api_url`.') from error
