"""Files that are uploaded with their Attachable (accounting-apis B10, E).

The parts are read leniently: python-quickbooks ends its lines without a carriage return, starts
with an empty line and sends the file in base64 without a name, and QuickBooks takes that.
"""

import base64
import re
from typing import Any

from connectors.sandbox.quickbooks.bodies import parsed
from connectors.sandbox.quickbooks.faults import missing
from connectors.sandbox.quickbooks.store import Store
from connectors.sandbox.quickbooks.writes import create

_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_NAME = re.compile(rb'name="([^"]+)"')


def upload(store: Store, raw: bytes, boundary: str) -> list[dict[str, Any]]:
    """Keep one Attachable per pair of metadata and content; return AttachableResponse."""
    parts = _parts(raw, boundary)
    answers = []
    for name, (_, described) in parts.items():
        if name.startswith("file_metadata"):
            head, content = parts.get(name.replace("metadata", "content"), (b"", b""))
            if b"base64" in head:
                content = base64.b64decode(content)
            record = create(store, "Attachable", parsed(described))
            record["Size"] = len(content)
            record["TempDownloadUri"] = f"https://intuit-qbo-prod.example/{record['Id']}"
            answers.append({"Attachable": store.shown("Attachable", record)})
    if not answers:
        raise missing("file_metadata_01")
    return answers


def _parts(raw: bytes, boundary: str) -> dict[str, tuple[bytes, bytes]]:
    """Return the parts of a multipart body by name: headers and content."""
    found = {}
    for part in raw.split(b"--" + boundary.encode()):
        head, _, content = _split(part.strip(b"\r\n "))
        name = _NAME.search(head)
        if name:
            found[name[1].decode()] = (head, content)
    return found


def _split(part: bytes) -> tuple[bytes, bytes, bytes]:
    blank = _BLANK_LINE.search(part)
    if blank is None:
        return part, b"", b""
    return part[: blank.start()], blank[0], part[blank.end() :]
