"""`maildir:outbox`: each mail a file in a plain folder, which a mail program opens. Sends nothing."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from connectors.errors import Misuse
from connectors.mail.compose import compose
from connectors.mail.message import Mail, MailDeferred, Receipt


class MaildirChannel:
    """A folder of .eml files, named by day, recipient and message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"MaildirChannel({str(self.folder)!r})"

    @property
    def local(self) -> bool:
        """Nothing leaves this machine."""
        return True

    def check(self) -> None:
        """Raise Misuse when no file can be written here."""
        probe = self.folder / ".goodterms-check"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Misuse(
                f'The mail folder "{self.folder}" cannot be written ({error.strerror}): '
                "name another in `url` under [mail]."
            ) from None

    def holds(self, message_id: str) -> bool:
        """Whether this mail is in the folder."""
        return next(self.folder.glob(f"*-{_short(message_id)}.eml"), None) is not None

    def close(self) -> None:
        """Nothing is kept open."""

    def send(self, mail: Mail, *, before_data: Callable[[], None]) -> Receipt:
        """Write the file, whole or not at all; a mail that is there already stays as it is.

        Raises MailRefused (a wrong address) or MailDeferred (the disk): nothing was written.
        """
        letter = compose(mail)
        receipt = Receipt(letter.recipients)
        if self.holds(mail.message_id):
            return receipt
        short = _short(mail.message_id)
        draft = self.folder / f".{short}.part"
        name = f"{mail.date:%Y-%m-%d}-{_slug(letter.recipients[0])}-{short}.eml"
        try:
            with self._told(letter.recipients[0]):
                self.folder.mkdir(parents=True, exist_ok=True)
                _write(draft, letter.content)
            before_data()
            with self._told(letter.recipients[0]):
                draft.replace(self.folder / name)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        _settle(self.folder)
        return receipt

    @contextmanager
    def _told(self, recipient: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise MailDeferred(
                f'The mail to "{recipient}" cannot be written to "{self.folder}" '
                f"({error.strerror}): nothing was written, try again."
            ) from None


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the new name durable; where a folder cannot be opened (Windows) that is not needed."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _short(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:16]


def _slug(email: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", email.lower()).strip("-.")[:60] or "mail"
