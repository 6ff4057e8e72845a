"""Intuit's sign-in addresses: discovery, consent, tokens and revocation (accounting-apis B1, B2)."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.wrappers import Request, Response

from connectors.sandbox.quickbooks.consent import Office, refused

HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"


def is_sign_in(path: str) -> bool:
    """Whether a path is one of the sign-in addresses."""
    return path.rstrip("/") in ADDRESSES


def sign_in(office: Office, realm: str, request: Request) -> Response:
    """Answer one of the sign-in addresses."""
    method, handler = ADDRESSES[request.path.rstrip("/")]
    if request.method != method:
        return json_response({"error": "method_not_allowed"}, 405)
    return handler(office, realm, request)


def json_response(body: dict[str, Any], status: int = 200) -> Response:
    """Return JSON."""
    return Response(json.dumps(body), status=status, content_type="application/json;charset=UTF-8")


def _discovery(office: Office, realm: str, request: Request) -> Response:
    here = request.host_url.rstrip("/")
    return json_response(
        {
            "issuer": "https://oauth.platform.intuit.com/op/v1",
            "authorization_endpoint": f"{here}/connect/oauth2",
            "token_endpoint": f"{here}/oauth2/v1/tokens/bearer",
            "userinfo_endpoint": f"{here}/v1/openid_connect/userinfo",
            "revocation_endpoint": f"{here}/v2/oauth2/tokens/revoke",
            "jwks_uri": f"{here}/op/v1/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile", "address", "phone"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
        }
    )


def _consent(office: Office, realm: str, request: Request) -> Response:
    """Say yes in the person's place and send the browser back."""
    asked = request.args
    for name in ("client_id", "scope", "redirect_uri", "state"):
        if not asked.get(name):
            return json_response(*_swapped(refused("invalid_request", f"{name} is missing")))
    if asked.get("response_type") != "code":
        return json_response(*_swapped(refused("unsupported_response_type", "code is expected")))
    redirect = asked["redirect_uri"]
    if urlsplit(redirect).query:
        says = "The redirect_uri must not have a query string"
        return json_response(*_swapped(refused("invalid_request", says)))
    if office.switches.deny_consent:
        back = {"error": "access_denied", "state": asked["state"]}
    else:
        back = {"code": office.code(redirect), "state": asked["state"], "realmId": realm}
    return Response(status=302, headers={"Location": f"{redirect}?{urlencode(back)}"})


def _token(office: Office, realm: str, request: Request) -> Response:
    if not _has_client(request):
        return json_response(*_swapped(refused("invalid_client", "Invalid client", 401)))
    with_hard_expiry = request.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true"
    answer = office.token(request.form, with_hard_expiry=with_hard_expiry)
    return json_response(*_swapped(answer))


def _revoke(office: Office, realm: str, request: Request) -> Response:
    if not _has_client(request):
        return json_response(*_swapped(refused("invalid_client", "Invalid client", 401)))
    body = request.get_json(silent=True) if request.is_json else request.form
    token = body.get("token") if isinstance(body, dict) else None
    if not token or not office.revoke(str(token)):
        return json_response(*_swapped(refused("invalid_request", "Invalid token")))
    return Response(status=200)


def _has_client(request: Request) -> bool:
    basic = request.authorization
    if basic is not None and basic.type == "basic" and basic.username:
        return True
    return bool(request.form.get("client_id") and request.form.get("client_secret"))


def _swapped(answer: tuple[int, dict[str, Any]]) -> tuple[dict[str, Any], int]:
    status, body = answer
    return body, status


_Handler = Callable[[Office, str, Request], Response]
ADDRESSES: dict[str, tuple[str, _Handler]] = {
    "/.well-known/openid_configuration": ("GET", _discovery),
    "/.well-known/openid_sandbox_configuration": ("GET", _discovery),
    "/connect/oauth2": ("GET", _consent),
    "/oauth2/v1/tokens/bearer": ("POST", _token),
    "/v2/oauth2/tokens/revoke": ("POST", _revoke),
}
"""Path -> method and who answers."""
