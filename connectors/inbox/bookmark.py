"""How far each folder was read, as the text that the store keeps between two readings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The last mail read in a folder; its number holds as long as the validity does (RFC 3501)."""

    validity: int
    uid: int


def read_bookmark(text: str | None) -> dict[str, Place]:
    """The place in each folder; nothing of a text that is no bookmark: read again, not lost."""
    try:
        folders = json.loads(text or "{}")
        return {
            str(folder): Place(int(validity), int(uid))
            for folder, (validity, uid) in folders.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def write_bookmark(places: Mapping[str, Place]) -> str:
    """The text for the store."""
    return json.dumps({name: [place.validity, place.uid] for name, place in places.items()})


def name_mail(folder: str, validity: int, uid: int) -> str:
    """The key that names a mail for ever."""
    return f"{folder}/{validity}/{uid}"


def find_mail(key: str) -> tuple[str, int, int] | None:
    """Folder, validity and number of a key; None of another text."""
    folder, _, number = key.rpartition("/")
    folder, _, validity = folder.rpartition("/")
    try:
        return folder, int(validity), int(number)
    except ValueError:
        return None
