"""Xero's sign-in: consent, tokens with rotation and grace, revocation (accounting-apis A2).

Any client id and secret is taken. The consent page asks nobody and redirects straight back.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from werkzeug.wrappers import Request, Response

from connectors.sandbox.xero.records import AccessToken, ConsentCode, RefreshToken, State
from connectors.sandbox.xero.wire import XeroError, refused

ACCESS_LIFE = timedelta(seconds=1800)
REFRESH_LIFE = timedelta(days=60)
GRACE = timedelta(minutes=30)
"""For so long the previous refresh token works again, if the answer was lost."""
REMEMBERED = timedelta(days=1)
"""For so long an access token is known to have expired; then it is just not known."""
CODE_LIFE = timedelta(minutes=5)
AUTHORIZE = "/identity/connect/authorize"
TOKEN = "/connect/token"  # noqa: S105  a path
REVOCATION = "/connect/revocation"
TOKEN_PATHS = frozenset({AUTHORIZE, TOKEN, REVOCATION})
_CHALLENGE_LENGTH = 43


class _OAuthError(Exception):
    """The `error` of a 400, such as invalid_grant."""


def sign_in(state: State, request: Request, now: datetime) -> Response:
    """Answer one of the sign-in addresses."""
    path = request.path.lower()
    if path == AUTHORIZE:
        return _authorize(state, request, now)
    if request.method != "POST":
        return Response(status=405)
    if _client(request) is None:
        return _reply({"error": "invalid_client"}, 400)
    if path == REVOCATION:
        return _revoke(state, request)
    grant = _GRANTS.get(request.form.get("grant_type", ""))
    if grant is None:
        return _reply({"error": "unsupported_grant_type"}, 400)
    try:
        return _reply(grant(state, request.form, now))
    except _OAuthError as error:
        return _reply({"error": str(error)}, 400)


def bearer(state: State, request: Request, now: datetime) -> AccessToken:
    """Return the access token of a call; raises the 401 when there is none that lives."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    token = state.access_tokens.get(value) if kind.lower() == "bearer" else None
    if token is None:
        raise refused(401, "Unauthorized", "AuthenticationUnsuccessful")
    if token.expires <= now:
        raise expired(token.expires)
    return token


def expired(at: datetime) -> XeroError:
    """Build the 401 of a token that has had its time."""
    return refused(401, "Unauthorized", f"TokenExpired: token expired at {at:%m/%d/%Y %H:%M:%S}")


def _client(request: Request) -> str | None:
    if request.authorization is not None and request.authorization.type == "basic":
        return request.authorization.username or None
    return request.form.get("client_id") or None


def _authorize(state: State, request: Request, now: datetime) -> Response:
    asked = request.args
    back = asked.get("redirect_uri", "")
    if asked.get("response_type") != "code" or not asked.get("client_id"):
        return Response("error: invalid_request", status=400)
    if not _may_return_to(back):
        return Response("error: unauthorized_client, Invalid redirect_uri", status=400)
    challenge = asked.get("code_challenge")
    if challenge is not None and (
        asked.get("code_challenge_method") != "S256" or len(challenge) != _CHALLENGE_LENGTH
    ):
        return _redirect(back, {"error": "invalid_request", "state": asked.get("state", "")})
    code = secrets.token_urlsafe(24)
    state.codes[code] = ConsentCode(back, asked.get("scope", ""), now + CODE_LIFE, challenge)
    state.connected = True
    return _redirect(back, {"code": code, "state": asked.get("state", "")})


def _may_return_to(address: str) -> bool:
    """Xero takes https, and http for `localhost` alone: not for 127.0.0.1."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")


def _redirect(address: str, query: Mapping[str, str]) -> Response:
    return Response(status=302, headers={"Location": f"{address}?{urlencode(query)}"})


def _by_code(state: State, form: Mapping[str, str], now: datetime) -> dict[str, object]:
    code = state.codes.pop(form.get("code", ""), None)
    if code is None or code.expires <= now or code.redirect_uri != form.get("redirect_uri"):
        raise _OAuthError("invalid_grant")
    if code.challenge is not None:
        verifier = form.get("code_verifier", "").encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        if digest.decode() != code.challenge:
            raise _OAuthError("invalid_grant")
    return _issue(state, code.scope, now, parent=None)


def _by_refresh(state: State, form: Mapping[str, str], now: datetime) -> dict[str, object]:
    value = form.get("refresh_token", "")
    token = state.refresh_tokens.get(value)
    if token is None or _too_old(token, now):
        raise _OAuthError("invalid_grant")
    if token.used is not None and not _answer_was_lost(state, value, token.used, now):
        raise _OAuthError("invalid_grant")
    token.used = token.used or now
    return _issue(state, token.scope, now, parent=value)


def _too_old(token: RefreshToken, now: datetime) -> bool:
    unused = token.used is None and token.issued is not None
    return unused and now - (token.issued or now) > REFRESH_LIFE


def _answer_was_lost(state: State, value: str, used: datetime, now: datetime) -> bool:
    """Whether nobody has used what came of the token: else this is a reuse, not a lost answer."""
    children = [each for each in state.refresh_tokens.values() if each.parent == value]
    return now - used <= GRACE and all(child.used is None for child in children)


def _by_client(state: State, form: Mapping[str, str], now: datetime) -> dict[str, object]:
    access = _access(state, now, custom=True)
    return {
        "access_token": access,
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "token_type": "Bearer",
        "scope": form.get("scope", ""),
    }


def _issue(state: State, scope: str, now: datetime, *, parent: str | None) -> dict[str, object]:
    reply: dict[str, object] = {
        "id_token": _jwt({"iat": int(now.timestamp())}),
        "access_token": _access(state, now, custom=False),
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "token_type": "Bearer",
        "scope": scope,
    }
    if "offline_access" in scope.split():
        refresh = secrets.token_urlsafe(32)
        state.refresh_tokens[refresh] = RefreshToken(now, scope, parent)
        reply["refresh_token"] = refresh
    return reply


def _access(state: State, now: datetime, *, custom: bool) -> str:
    expires = now + ACCESS_LIFE
    for old in [
        key for key, each in state.access_tokens.items() if now - each.expires > REMEMBERED
    ]:
        del state.access_tokens[old]
    token = _jwt({"exp": int(expires.timestamp()), "jti": secrets.token_hex(16)})
    state.access_tokens[token] = AccessToken(expires, custom)
    return token


def _jwt(claims: Mapping[str, object]) -> str:
    """Build something of a JWT's shape; the signature is noise."""
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
    encoded = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, secrets.token_urlsafe(16)])


def _revoke(state: State, request: Request) -> Response:
    if state.refresh_tokens.pop(request.form.get("token", ""), None) is not None:
        state.access_tokens.clear()
        state.connected = False
    return Response(status=200)


def _reply(body: Mapping[str, object], status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json; charset=utf-8")


_GRANTS: Mapping[str, Callable[[State, Mapping[str, str], datetime], dict[str, object]]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh,
    "client_credentials": _by_client,
}
