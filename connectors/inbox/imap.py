"""The company's mailbox over IMAP. It is looked at, not changed: EXAMINE and PEEK mark nothing."""

import imaplib
import ssl
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from imap_tools import BaseMailBox

from connectors.inbox.bookmark import Place, name_mail, read_bookmark, write_bookmark
from connectors.inbox.imap_fetch import Fetched, fetch
from connectors.inbox.imap_folders import examine, move_mails, numbers_after, numbers_since
from connectors.inbox.imap_session import TIMEOUT, signed_in
from connectors.inbox.imap_url import ImapSettings, read_imap_url
from connectors.inbox.incoming import Harvest, Inbox, Incoming, Nature
from connectors.inbox.reading import Unreadable, read_mail
from connectors.settings import utc_now

FIRST_DAYS = timedelta(days=30)
"""How far back the first reading goes."""
BATCH = 20
"""Mails in one call: with `imap_fetch.BYTES` of each, what is in memory at once."""
MOST = 1000
"""Mails in one reading; the bookmark lets the next go on."""


def open_inbox(
    url: str,
    *,
    password: Callable[[str], str | None] = lambda user: None,
    folders: Sequence[str] = (),
    move_to: str | None = None,
    own: Collection[str] = (),
) -> Inbox:
    """The mailbox that a URL names; nothing is connected yet. Raises Misuse.

    `password` is asked with the user's name where the URL holds none. `folders` are read beside
    the URL's own, such as the one for junk. Mail from the addresses in `own`, and from the
    mailbox's own user, is left out.
    """
    settings = read_imap_url(url, password=password)
    return ImapInbox(
        replace(
            settings,
            folders=tuple(dict.fromkeys((*settings.folders, *folders))),
            move_to=move_to,
            own=frozenset(address.lower() for address in (*own, settings.user)),
        )
    )


@dataclass(slots=True)
class _Haul:
    """What one folder gave."""

    place: Place | None
    mails: list[Incoming] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    more: bool = False
    """Mails that were there are left for the next reading."""


class ImapInbox:
    """One mailbox; each reading is a connection of its own."""

    def __init__(
        self,
        settings: ImapSettings,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        most: int = MOST,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._tls = tls or ssl.create_default_context()
        self._timeout = timeout
        self._most = most
        self._clock = clock

    def __repr__(self) -> str:
        return f"ImapInbox({self._settings})"

    def check(self) -> None:
        """Sign in and look at each folder. Raises Unavailable or NeedsPerson."""
        with signed_in(self._settings, tls=self._tls, timeout=self._timeout) as box:
            for folder in self._settings.folders:
                examine(box, folder)

    def read(self, bookmark: str | None) -> Harvest:
        """What arrived after the bookmark, oldest first. Raises Unavailable or NeedsPerson."""
        places = read_bookmark(bookmark)
        mails: list[Incoming] = []
        unreadable: list[str] = []
        room, more = self._most, False
        with signed_in(self._settings, tls=self._tls, timeout=self._timeout) as box:
            for folder in self._settings.folders:
                haul = self._read_folder(box, folder, places.get(folder), room=room)
                if haul.place is not None:
                    places[folder] = haul.place
                mails += haul.mails
                unreadable += haul.unreadable
                room -= len(haul.mails) + len(haul.unreadable)
                more = haul.more
                if more:
                    break
        mails.sort(key=lambda mail: mail.received)
        return Harvest(mails, unreadable, write_bookmark(places), more=more)

    def file_away(self, keys: Sequence[str]) -> None:
        """Move what was read to the configured folder. Raises Unavailable or NeedsPerson."""
        move_to = self._settings.move_to
        if move_to is None or not keys:
            return
        with signed_in(self._settings, tls=self._tls, timeout=self._timeout) as box:
            move_mails(box, keys, move_to)

    def _read_folder(
        self, box: BaseMailBox, folder: str, place: Place | None, *, room: int
    ) -> _Haul:
        end = examine(box, folder)
        if place is not None and place.validity == end.validity:
            uids = numbers_after(box, place.uid)
        else:
            # the server numbers anew, or it is the first time
            place = None
            uids = numbers_since(box, (self._clock() - FIRST_DAYS).date())
        haul = _Haul(place)
        for start in range(0, min(len(uids), room), BATCH):
            batch = uids[start : min(start + BATCH, room)]
            try:
                self._take(fetch(box, folder, batch), (folder, end.validity), haul)
            except (imaplib.IMAP4.abort, OSError):
                if not start:
                    raise
                haul.more = True  # what was read is kept; the next reading begins behind it
                return haul
            haul.place = Place(end.validity, batch[-1])
        haul.more = len(uids) > room
        if not haul.more and (uids or end.uid):
            haul.place = Place(end.validity, max([end.uid, *uids]))
        return haul

    def _take(
        self, batch: tuple[list[Fetched], list[str]], where: tuple[str, int], haul: _Haul
    ) -> None:
        found, refused = batch
        haul.unreadable += refused
        for one in found:
            key = name_mail(*where, one.uid)
            received = one.arrived or self._clock()
            try:
                mail = read_mail(one.content, key=key, received=received, own=self._settings.own)
            except Unreadable as error:
                haul.unreadable.append(str(error))
                continue
            if mail.nature is Nature.BOUNCE or mail.sender not in self._settings.own:
                haul.mails.append(mail)
