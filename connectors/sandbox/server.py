"""One loopback HTTP server in front of one platform's books.

It answers on 127.0.0.1 only, logs every call without its secrets, deals out scripted trouble and
compresses when asked. `/_sandbox/` is its own address for other processes (see `control`).
"""

import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.errors import Misuse
from connectors.sandbox.books import Arrival, Books
from connectors.sandbox.calls import DROPPED, SECRET_HEADERS, Call, CallLog
from connectors.sandbox.clock import SandboxClock, utc_now
from connectors.sandbox.control import PREFIX, control
from connectors.sandbox.trouble import ScriptedTrouble, TroubleScript, What

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"
WORTH_COMPRESSING = 1000
"""Bytes."""
_DROPS = frozenset({What.DROP_BEFORE, What.DROP_AFTER, What.LOST_REFRESH})
_WORKS_FIRST = frozenset({What.DROP_AFTER, What.LOST_REFRESH, What.SLOW, What.BROKEN_JSON})
_LINGER_NOT = struct.pack("ii", 1, 0)


class _QuietHandler(WSGIRequestHandler):
    """Keeps the access log off the terminal; the sandbox has its own."""

    def log(self, type: str, message: str, *args: object) -> None:
        if type != "info":
            super().log(type, message, *args)

    def connection_dropped(
        self, error: BaseException, environ: "WSGIEnvironment | None" = None
    ) -> None:
        self.close_connection = True  # else it would wait for a next request on the connection


class Sandbox:
    """Serves `books` while the `with` block lasts, or by `serve_forever` for as long as it runs.

    Raises Misuse when the port is taken.
    """

    def __init__(
        self, books: Books, *, port: int = 0, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.books = books
        self.clock = SandboxClock(clock or utc_now)
        books.clock = self.clock.now
        self.calls = CallLog()
        self.trouble = TroubleScript()
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._in_flight = 0
        self._counting = threading.Lock()

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end; only once it has started."""
        if self._server is None:
            raise RuntimeError("The sandbox has not been started.")
        return f"http://{HOST}:{self._server.port}"

    def make_trouble(self, trouble: ScriptedTrouble) -> None:
        """Script one trouble; ValueError when this platform does not know such a thing."""
        if trouble.what not in self.books.troubles:
            known = ", ".join(sorted(self.books.troubles))
            raise ValueError(f"This platform knows no '{trouble.what}'. It knows: {known}.")
        self.trouble.add(trouble)

    def start(self) -> None:
        """Bind the port and answer in a thread of its own."""
        server = self._bind()
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port; also what another thread serves for ever."""
        self._closing.set()
        if self._server is not None:
            self._server.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._server = self._thread = None

    def serve_forever(self, ready: Callable[[str], None]) -> None:
        """Answer in this thread until interrupted; `ready` hears the address first."""
        server = self._bind()
        try:
            ready(self.url)
            server.serve_forever()
        finally:
            self._closing.set()
            server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _bind(self) -> BaseWSGIServer:
        self._closing.clear()
        try:
            listening = socket.create_server((HOST, self._port), backlog=128)
        except OSError as error:
            raise Misuse(
                f"Port '{self._port}' cannot be used ({error.strerror}): choose another port."
            ) from error
        with listening:  # the server works on a duplicate of it
            self._server = make_server(
                HOST,
                self._port,
                self._wsgi,
                threaded=True,
                request_handler=_QuietHandler,
                fd=listening.fileno(),
            )
        return self._server

    def _wsgi(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(PREFIX):
            return control(self, request)(environ, start_response)
        return _compressed(request, self._vendor(request))(environ, start_response)

    def _vendor(self, request: Request) -> Response:
        is_token_call = self.books.is_token_call(request.path)
        with self._counting:
            self._in_flight += not is_token_call
            arrival = Arrival(self.clock.now(), self._in_flight)
        try:
            return self._answer(request, arrival, is_token_call=is_token_call)
        finally:
            with self._counting:
                self._in_flight -= not is_token_call

    def _answer(self, request: Request, arrival: Arrival, *, is_token_call: bool) -> Response:
        trouble = self.trouble.take(request.method, request.path, is_token_call=is_token_call)
        if trouble is not None and trouble.what is What.SLOW:
            self._closing.wait(trouble.delay)
        if trouble is not None and trouble.what is What.DROP_BEFORE:
            self._drop(request, is_token_call=is_token_call)
        if trouble is not None and trouble.what not in _WORKS_FIRST:
            response = self.books.misbehave(trouble, request, arrival)
        else:
            with self.books.lock:
                response = self.books.answer(request, arrival)
        if trouble is not None and trouble.what in _DROPS:
            self._drop(request, is_token_call=is_token_call)
        if trouble is not None and trouble.what is What.BROKEN_JSON:
            body = response.get_data()
            response.set_data(body[: len(body) // 2])
        self._log(request, response.status_code, is_token_call=is_token_call)
        return response

    def _drop(self, request: Request, *, is_token_call: bool) -> NoReturn:
        self._log(request, DROPPED, is_token_call=is_token_call)
        connection: socket.socket = request.environ["werkzeug.socket"]
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        raise ConnectionResetError("dropped as scripted")

    def _log(self, request: Request, status: int, *, is_token_call: bool) -> None:
        headers = {
            name.lower(): value
            for name, value in request.headers.items()
            if name.lower() not in SECRET_HEADERS
        }
        query = request.query_string.decode("latin-1")
        self.calls.add(Call(request.method, request.path, query, status, headers, is_token_call))


def _compressed(request: Request, response: Response) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    body = response.get_data()
    if len(body) >= WORTH_COMPRESSING:
        response.set_data(gzip.compress(body, compresslevel=1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
