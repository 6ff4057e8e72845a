"""Folders of an IMAP server: opened to look, searched by number, and moved to where configured."""

import difflib
import re
from collections.abc import Sequence
from datetime import date

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxCopyError, MailboxFolderSelectError, MailboxMoveError

from connectors.errors import NeedsPerson, Unavailable
from connectors.inbox.bookmark import Place, find_mail
from connectors.inbox.imap_session import is_for_now, server_says

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED = 10
"""Folders that a sentence names."""


def examine(box: BaseMailBox, folder: str) -> Place:
    """Open a folder so that nothing in it can change; answers where it ends now.

    Raises NeedsPerson when there is no such folder.
    """
    _open(box, folder, readonly=True)
    return Place(_told(box, "UIDVALIDITY"), max(0, _told(box, "UIDNEXT") - 1))


def numbers_after(box: BaseMailBox, uid: int) -> list[int]:
    """The mails with a higher number, in the order in which they arrived."""
    # of an empty range the server answers its last mail (RFC 3501 6.4.8)
    return [number for number in _search(box, f"UID {uid + 1}:*") if number > uid]


def numbers_since(box: BaseMailBox, day: date) -> list[int]:
    """The mails that arrived on that day or later."""
    return _search(box, f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")


def move_mails(box: BaseMailBox, keys: Sequence[str], to: str) -> None:
    """Move the mails that are still there; what a person moved meanwhile is left alone.

    Raises NeedsPerson when the server cannot, or has no such folder.
    """
    if "MOVE" not in box.client.capabilities:
        # without MOVE, EXPUNGE would take along what others marked as deleted
        raise NeedsPerson(
            f'The mailbox server "{box.client.host}" cannot move mails (it has no MOVE): leave '
            f'"{to}" out of [mail], and what was read stays where it is.'
        )
    for (folder, validity), uids in _by_folder(keys).items():
        if folder == to:
            continue
        _open(box, folder, readonly=False)
        if _told(box, "UIDVALIDITY") != validity:
            continue
        try:
            box.move([str(uid) for uid in uids], to, chunks=100)
        except (MailboxMoveError, MailboxCopyError) as error:
            raise _no_folder(box, to, server_says(error)) from None


def _by_folder(keys: Sequence[str]) -> dict[tuple[str, int], list[int]]:
    grouped: dict[tuple[str, int], list[int]] = {}
    for key in keys:
        found = find_mail(key)
        if found is not None:
            folder, validity, uid = found
            grouped.setdefault((folder, validity), []).append(uid)
    return grouped


def _open(box: BaseMailBox, folder: str, *, readonly: bool) -> None:
    try:
        box.folder.set(folder, readonly=readonly)
    except MailboxFolderSelectError as error:
        raise _no_folder(box, folder, server_says(error)) from None


def _told(box: BaseMailBox, what: str) -> int:
    """A number that the server gave when the folder was opened; 0 when it gave none."""
    _, data = box.client.response(what)
    told = data[-1] if data else None
    return int(told) if isinstance(told, bytes) and told.isdigit() else 0


def _search(box: BaseMailBox, criterion: str) -> list[int]:
    status, data = box.client.uid("SEARCH", criterion)
    if status != "OK":
        raise Unavailable(
            f'The mailbox server "{box.client.host}" does not list what came in: '
            "it is asked again at the next try."
        )
    found = b" ".join(line for line in data if isinstance(line, bytes))
    return sorted({int(number) for number in re.findall(rb"\d+", found)})


def _no_folder(box: BaseMailBox, folder: str, says: str) -> NeedsPerson | Unavailable:
    if is_for_now(says):
        return Unavailable(
            f'The folder "{folder}" of the mailbox cannot be opened right now ("{says}"): '
            "it is read at the next try."
        )
    names = [found.name for found in box.folder.list()]
    nearest = difflib.get_close_matches(folder, names, n=1)
    hint = f' (did you mean "{nearest[0]}"?)' if nearest else ""
    there = ", ".join(f'"{name}"' for name in names[:_NAMED])
    return NeedsPerson(
        f'The mailbox on "{box.client.host}" has no folder "{folder}" that can be opened{hint}: '
        f"correct it under [mail]; there are {there}."
    )
