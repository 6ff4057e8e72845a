"""The answers of one pull, kept as files: what every decoder of the comparison reads.

Each page is kept as it came out of gzip, beside the request that brings it again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from sync.house import Opener

ENTITIES = {
    "quickbooks": ("Customer", "Term", "Invoice", "Payment", "CreditMemo"),
    "xero": ("Contacts", "Invoices", "Payments", "CreditNotes", "Overpayments", "Prepayments"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of the pull."""

    entity: str | None
    """The vendor's name of what it holds; None for the organisation and for counts."""
    path: Path
    method: str
    url: str
    headers: dict[str, str]
    body: str | None

    def read(self) -> bytes:
        """The bytes, read from the file each time: nothing keeps them."""
        return self.path.read_bytes()


def record(opener: Opener, folder: Path) -> None:
    """Do one whole pull from the ledger, without a store, and keep each answer."""
    kept: list[dict[str, object]] = []

    def keep(response: requests.Response, **_: Any) -> None:
        path = folder / f"page-{len(kept):05d}.json"
        path.write_bytes(response.content)
        asked = response.request
        body = asked.body.decode() if isinstance(asked.body, bytes) else asked.body
        headers = {k: v for k, v in asked.headers.items() if k != "Authorization"}
        kept.append(
            {
                "entity": _entity(opener.settings.ledger.platform, asked.url or "", body),
                "path": str(path),
                "method": asked.method,
                "url": asked.url,
                "headers": headers,
                "body": body,
            }
        )

    ledger: Any = opener.ledger  # the wire is a requests session, and nobody's but the ledger's
    ledger._wire.hooks["response"].append(keep)
    ledger.company()
    for _ in ledger.pull(None):
        pass
    (folder / "pages.json").write_text(json.dumps(kept), encoding="utf-8")


def recorded(folder: Path) -> Iterator[Page]:
    """Every page of the recording, in order."""
    for told in json.loads((folder / "pages.json").read_text(encoding="utf-8")):
        yield Page(**{**told, "path": Path(told["path"])})


def _entity(platform: str, url: str, body: str | None) -> str | None:
    if platform == "xero":
        name = urlsplit(url).path.rsplit("/", 1)[-1]
        return name if name in ENTITIES[platform] else None
    words = (body or "").split()
    is_page = words[:2] == ["SELECT", "*"]
    return words[3] if is_page and words[3] in ENTITIES[platform] else None
