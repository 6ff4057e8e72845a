"""An IMAP server that misbehaves as a test says; all else it answers as a good one would."""

import base64
import re
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SILENCE = "silence"
HANG_UP = "hang up"
MAIL = b"From: jo@acme.example\r\nMessage-ID: <%d@acme.example>\r\n\r\nYes.\r\n"
GOOD = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done",
    "EXAMINE": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] on\r\n* OK [UIDNEXT 4] next\r\n{tag} OK done",
    "SELECT": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] on\r\n* OK [UIDNEXT 4] next\r\n{tag} OK done",
    "UID SEARCH": "* SEARCH 1 2 3\r\n{tag} OK done",
    "LIST": '* LIST () "/" "INBOX"\r\n* LIST () "/" "Junk"\r\n{tag} OK done',
    "LOGOUT": "* BYE\r\n{tag} OK done",
}


@contextmanager
def scripted_server(answers: Mapping[str, str]) -> Iterator[int]:
    """Run the server; the longest key that a command begins with is its answer. Gives its port."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(answers.get("GREETING", "* OK ready"))
            for line in self.rfile:
                tag, _, command = line.decode().strip().partition(" ")
                if command.startswith("AUTHENTICATE"):
                    self._say("+ ")
                    given = base64.b64decode(self.rfile.readline()).decode()
                    self._say(f"{tag} {'OK' if given == answers['TOKEN'] else 'NO'} done")
                    continue
                answer = _answer({**GOOD, **answers}, command)
                if answer == HANG_UP:
                    return
                if answer == SILENCE:
                    continue
                if answer is None and command.startswith("UID FETCH"):
                    self._fetch(command)
                self._say((answer or "{tag} OK done").format(tag=tag))

        def _fetch(self, command: str) -> None:
            for uid in re.findall(r"\d+", command.split()[2]):
                mail = MAIL % int(uid)
                head = f'* {uid} FETCH (UID {uid} INTERNALDATE " 3-Nov-2026 09:30:00 +0000"'
                self.wfile.write(f"{head} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that left is what some of the tests are about."""

    with Server(("127.0.0.1", 0), Session) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _answer(answers: Mapping[str, str], command: str) -> str | None:
    fits = [key for key in answers if command.startswith(key)]
    return answers[max(fits, key=len)] if fits else None
