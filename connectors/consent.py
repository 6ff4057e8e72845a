"""How a company becomes connected: a person's consent in the browser, or a refresh token by hand.

The vendor sends the browser back to `http://localhost:PORT/callback`, where this machine listens
for it. Xero refuses 127.0.0.1 in that address (accounting-apis A2), and both vendors want the
very address that the app is registered with, so the port is fixed unless the user says otherwise.
"""

import hmac
import queue
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth2 import AccessDeniedError, OAuth2Error, WebApplicationClient

from connectors import redact
from connectors.errors import Misuse, NotConnected
from connectors.token_endpoint import OAuthApp, TokenEndpoint, is_token
from connectors.tokens import Tokens

PORT = 8421
"""Register the app with `http://localhost:8421/callback`."""
TIMEOUT = 300.0
"""Seconds that a person has for the consent."""

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Goodterms</title>
<body style="font: 1.1rem system-ui; margin: 15vh auto; max-width: 32rem">
<h1>Goodterms</h1><p>{}</p></body></html>
"""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up early is no news."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a consent brought."""

    tokens: Tokens
    company: str | None
    """The company that the person picked, where the callback names it (QuickBooks: realmId)."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What one callback has to match."""

    url: str
    redirect_uri: str
    state: str
    verifier: str | None


def ask_consent(
    app: OAuthApp,
    open_browser: Callable[[str], object],
    *,
    endpoint: TokenEndpoint | None = None,
    port: int = PORT,
    timeout: float = TIMEOUT,
) -> Consent:
    """Open the vendor's consent page and wait for the person's answer.

    Raises NotConnected when they decline or do not answer within `timeout` seconds, Misuse when
    the port is taken. `port=0` takes any free one, for a vendor that does not mind.
    """
    answers: queue.SimpleQueue[str] = queue.SimpleQueue()
    state = secrets.token_urlsafe(32)
    with _listening(port, state, answers) as taken:
        question = _question(app, state, f"http://localhost:{taken}/callback")
        open_browser(question.url)
        try:
            callback = answers.get(timeout=timeout)
        except queue.Empty:
            raise NotConnected(
                f"No answer from {app.title} came back within {timeout:.0f} seconds; "
                "run `goodterms connect` again."
            ) from None
    code, company = _read(app, question, callback)
    tokens = (endpoint or TokenEndpoint(app)).for_code(
        code, question.redirect_uri, question.verifier
    )
    return Consent(tokens, company)


def tokens_from_refresh_token(
    app: OAuthApp, text: str, *, endpoint: TokenEndpoint | None = None
) -> Tokens:
    """Take a refresh token as typed or piped in, and use it at once; it may be replaced by that."""
    token = text.strip()
    redact.hide(token)
    if not is_token(token):
        raise Misuse(
            f"What came in is not a refresh token ({len(token)} characters in "
            f"{len(token.split())} words); it is one word, alone on standard input."
        )
    try:
        return (endpoint or TokenEndpoint(app)).refresh(token)
    except NotConnected as refused:
        raise NotConnected(
            f"{app.title} does not accept this refresh token: it is of another app, has expired, "
            "or was replaced by a newer one. Get a new one, or run `goodterms connect` in a browser."
        ) from refused


def _question(app: OAuthApp, state: str, redirect_uri: str) -> _Question:
    client = WebApplicationClient(app.client_id)
    verifier = client.create_code_verifier(64) if app.pkce else None
    pkce = (
        {}
        if verifier is None
        else {
            "code_challenge": client.create_code_challenge(verifier, "S256"),
            "code_challenge_method": "S256",
        }
    )
    redact.hide(state, verifier)
    # oauthlib insists on https; `connectors.addresses` has let plain http pass for loopback only.
    scheme, rest = app.authorize_url.split("://", 1)
    url = client.prepare_request_uri(
        f"https://{rest}", redirect_uri=redirect_uri, scope=list(app.scopes), state=state, **pkce
    )
    return _Question(scheme + url.removeprefix("https"), redirect_uri, state, verifier)


def _read(app: OAuthApp, question: _Question, callback: str) -> tuple[str, str | None]:
    """The code and the company out of the callback's path and query."""
    client = WebApplicationClient(app.client_id)
    try:
        found = client.parse_request_uri_response(f"https://localhost{callback}", question.state)
    except AccessDeniedError:
        raise NotConnected(
            f"The consent was declined in {app.title}; run `goodterms connect` to ask again."
        ) from None
    except OAuth2Error as error:
        raise NotConnected(
            f'{app.title} gave no consent ("{redact.clean(str(error.error))[:60]}"); '
            "check how the app is registered, then run `goodterms connect` again."
        ) from None
    return found["code"], found.get("realmId") or None


@contextmanager
def _listening(port: int, state: str, answers: "queue.SimpleQueue[str]") -> Iterator[int]:
    """Listen on loopback; put the path of the one callback with our state into `answers`."""

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given = parse_qs(parts.query).get("state", [""])[0]
            if parts.path != "/callback":
                self._show(404, "There is nothing here.")
            elif not hmac.compare_digest(given.encode(), state.encode()):
                self._show(400, "This is not the answer to what Goodterms has asked.")
            else:
                self._show(200, "Thank you. You can close this window; the terminal goes on.")
                answers.put(self.path)

        def _show(self, status: int, words: str) -> None:
            page = _PAGE.format(words).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the path holds the code."""

    try:
        server = _Server(("127.0.0.1", port), Callback)
    except OSError as error:
        raise Misuse(
            f"Port {port} of this machine is taken, so the browser could not come back to it; "
            "free it, or choose another port that the app is registered with."
        ) from error
    with server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
