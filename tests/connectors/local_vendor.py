"""A real HTTP server on loopback that answers as a test says, and a bearer beside it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from connectors.errors import Trouble
from connectors.http import Expired, Retry, Vendor, Verdict

Answer = Callable[[Request], Response]


@dataclass
class LocalVendor:
    """Answers each request by the next of `script`; the last one again when it runs out."""

    script: list[Answer]
    url: str = ""
    seen: list[Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        self.bodies.append(request.get_data())
        self.seen.append(request)
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return answer(request)


def says(body: str = "{}", status: int = 200, **headers: str) -> Answer:
    """An answer; `Retry_After="7"` is the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(_: Request) -> Response:
        return Response(body, status=status, headers={"Content-Type": "application/json", **named})

    return answer


def hangs_up(request: Request) -> Response:
    """The connection breaks after the request was read."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response()


@contextmanager
def local_vendor(*script: Answer) -> Iterator[LocalVendor]:
    vendor = LocalVendor(list(script))
    application = Request.application(vendor)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    vendor.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def judge(answer: requests.Response) -> Verdict:
    """The least that a vendor's judge tells apart."""
    match answer.status_code:
        case 401:
            return Expired()
        case 429:
            wait = answer.headers.get("Retry-After")
            return Retry(float(wait) if wait else None, "Maple is busy", untouched=True)
        case 400:
            return Trouble("Maple says no.")
        case status if status >= 500:
            return Retry(None, f"Maple is away ({status})")
    return None


MAPLE = Vendor(name="Maple", per_minute=60, per_second=None, concurrent=5, judge=judge)


class Tokens:
    """A bearer that counts up: token-1, and token-2 after a renewal."""

    def __init__(self) -> None:
        self.number = 1
        self.stale: list[str] = []

    def token(self) -> str:
        return f"token-{self.number}"

    def renew(self, stale: str) -> str:
        self.stale.append(stale)
        self.number += 1
        return self.token()


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now
