"""Real IMAP servers on loopback, with a mailbox that a test fills."""

import asyncio
import imaplib
import os
import socket
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imap_tools.utils import encode_folder
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

os.environ["FQDN"] = "localhost"  # else the server asks a name server at each greeting
USER = "accounts"
PASSWORD = "maple-syrup"


@dataclass
class Postbox:
    """A running IMAP server with one user."""

    host: str
    port: int
    user: str = USER
    backend: Any = None
    """Of pymap: what a server knows and no client can change."""

    @property
    def url(self) -> str:
        """What stands in `inbox` under [mail]; the password is `PASSWORD`."""
        return f"imap://{self.user}@{self.host}:{self.port}/INBOX"

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """Somebody with a mail program of their own."""
        client = imaplib.IMAP4(self.host, self.port, timeout=10)
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        try:
            client.login(self.user, PASSWORD)
            yield client
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def deliver(
        self, *mails: str | bytes, folder: str = "INBOX", at: datetime | None = None
    ) -> None:
        """Put mails into a folder, as if they had just arrived, or at that time."""
        arrived = (at or datetime.now(UTC)).timestamp()
        with self.client() as client:
            for mail in mails:
                content = mail.encode() if isinstance(mail, str) else mail
                lines = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                status, says = client.append(
                    _quoted(folder), "", imaplib.Time2Internaldate(arrived), lines
                )
                assert status == "OK", says

    def make_folder(self, folder: str) -> None:
        """Create a folder."""
        with self.client() as client:
            assert client.create(_quoted(folder))[0] == "OK"

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """What the server knows of each mail: whether it was read, and so on."""
        with self.client() as client:
            client.select(_quoted(folder), readonly=True)
            _, data = client.fetch("1:*", "(FLAGS)")
            return [line for line in data if isinstance(line, bytes)]

    def number_anew(self, folder: str = "INBOX") -> None:
        """Change UIDVALIDITY, as a server does that was restored from a backup."""
        mailboxes, _ = self.backend.config.set_cache[self.user]
        name = mailboxes._inbox if folder == "INBOX" else mailboxes._set[folder]
        name._uid_validity += 1


def _quoted(folder: str) -> str:
    return encode_folder(folder).decode("ascii")


@contextmanager
def imap_server(*, tls: ssl.SSLContext | None = None, encrypted: bool = False) -> Iterator[Postbox]:
    """Run a server: `tls` alone offers STARTTLS, with `encrypted` it is TLS from the first byte."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = AsyncExitStack()
    starting = _start(stack, tls, encrypted=encrypted)
    try:
        yield asyncio.run_coroutine_threadsafe(starting, loop).result(timeout=10)
    finally:
        asyncio.run_coroutine_threadsafe(_stop(stack), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _start(stack: AsyncExitStack, tls: ssl.SSLContext | None, *, encrypted: bool) -> Postbox:
    arguments = Namespace(
        host="127.0.0.1",
        port="0",
        debug=False,
        cert=None,
        key=None,
        tls=tls is not None and not encrypted,
        passlib_cfg=None,
        proxy_protocol=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )
    backend, config = await DictBackend.init(
        arguments, ssl_context=tls, hash_context=BuiltinHash(rounds=1), invalid_user_sleep=0.0
    )
    config.apply_context()
    await backend.start(stack)
    answer = IMAPServer(backend.login, config)
    server = await asyncio.start_server(
        ProxyProtocolReader(config.proxy_protocol).get_callback(answer),
        "127.0.0.1",
        0,
        ssl=tls if encrypted else None,
    )
    await stack.enter_async_context(server)
    port = server.sockets[0].getsockname()[1]
    return Postbox("127.0.0.1", port, backend=backend)


async def _stop(stack: AsyncExitStack) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await stack.aclose()
