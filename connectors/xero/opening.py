"""Opening Xero's answers: the envelope, and the records in it, each of which may be bad alone."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from connectors.errors import Unavailable

NOT_XERO = "Xero answered with something that is not its data: {why}. Try again later."
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError)


class Paging(msgspec.Struct):
    """Where a page stands among the pages."""

    pageCount: int | None = None
    itemCount: int | None = None


_ENVELOPE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ABSENT = msgspec.Raw(b"null")

R = TypeVar("R")
_Undecoded = tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One answer, opened: its readable records, and the others as they came, each with why."""

    records: tuple[R, ...]
    unreadable: _Undecoded
    paging: Paging
    at: str | None
    """The server's own time of the answer, as written."""
    mark: int | None
    """The same for two answers with the same records; None where Xero counts its pages."""

    @property
    def count(self) -> int:
        """How many records the answer held."""
        return len(self.records) + len(self.unreadable)


class Opener(Generic[R]):
    """Opens answers that carry records of one sort under one name."""

    def __init__(self, plural: str, record: type[R]) -> None:
        self._plural = plural
        self._whole = msgspec.json.Decoder(list[record], strict=False)  # type: ignore[valid-type]
        self._one = msgspec.json.Decoder(record, strict=False)

    def open(self, body: bytes) -> Page[R]:
        """Decode an answer. A record that cannot be decoded costs only itself.

        Raises Unavailable when the answer as a whole is not what Xero answers.
        """
        try:
            envelope = _ENVELOPE.decode(body)
            # Absent is not empty: it would make a pass over everything find nothing.
            array = envelope.get(self._plural, _ABSENT)
            records, unreadable = self._records(array)
        except _UNDECODABLE as error:
            raise Unavailable(NOT_XERO.format(why=error)) from None
        paging = _lenient(envelope.get("pagination"), Paging) or Paging()
        at = _lenient(envelope.get("DateTimeUTC"), str)
        mark = hash(bytes(array)) if paging.pageCount is None else None
        return Page(records, unreadable, paging, at, mark)

    def _records(self, array: msgspec.Raw) -> tuple[tuple[R, ...], _Undecoded]:
        try:
            return tuple(self._whole.decode(array)), ()
        except _UNDECODABLE:
            return self._one_by_one(array)

    def _one_by_one(self, array: msgspec.Raw) -> tuple[tuple[R, ...], _Undecoded]:
        readable, unreadable = [], []
        for raw in msgspec.json.decode(array, type=list[msgspec.Raw]):
            try:
                readable.append(self._one.decode(raw))
            except _UNDECODABLE as error:
                unreadable.append((bytes(raw), str(error)))
        return tuple(readable), tuple(unreadable)


def _lenient(raw: msgspec.Raw | None, wanted: type[R]) -> R | None:
    try:
        return msgspec.json.decode(raw or _ABSENT, type=wanted, strict=False)
    except _UNDECODABLE:
        return None


def fished(raw: bytes, path: tuple[str, ...]) -> str | None:
    """Look for a text at `path` in a record beyond typed reading; None when there is none."""
    try:
        value = msgspec.json.decode(raw)
    except _UNDECODABLE:
        return None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None
