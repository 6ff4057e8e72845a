"""Reading a whole endpoint page by page, in as few calls as there are pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from connectors.xero import dates
from connectors.xero.reading import Reader, Said
from connectors.xero.translate import Home

Fetch = Callable[[int], requests.Response]
"""Fetches the page of that number, the first being 1."""
_SMALLEST_PAGE = 100
"""Xero's page sizes are multiples of it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of a pass."""

    said: Said
    at: datetime | None
    """The server's own time of the answer."""
    last: bool
    whole: bool
    """On the last page: the pass has shown as many records as Xero says there are."""


def turns(reader: Reader[Any], fetch: Fetch, home: Home) -> Iterator[Turn]:
    """Read page after page until Xero's page count, or a page that is short, empty or repeated."""
    opener = reader.opener()
    number, read, mark = 1, 0, None
    while True:
        response = fetch(number)
        # A 304 says "nothing since" without a body.
        body = response.content or f'{{"{reader.plural}":[]}}'.encode()
        said = reader.read(opener, body, home)
        repeated = said.mark is not None and said.mark == mark
        last = repeated or _is_last(said, number)
        read += said.count
        yield Turn(said, _at(said, response), last, read >= (said.paging.itemCount or 0))
        if last:
            return
        number, mark = number + 1, said.mark


def _is_last(said: Said, number: int) -> bool:
    if said.paging.pageCount is not None:
        return number >= said.paging.pageCount or said.count == 0
    return said.count == 0 or said.count % _SMALLEST_PAGE != 0


def _at(said: Said, response: requests.Response) -> datetime | None:
    """The envelope's time comes from where the records' own times come from; the header's may not."""
    try:
        if said.at:
            return dates.instant(said.at)
        return parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return None
