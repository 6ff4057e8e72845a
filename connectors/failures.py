"""Why no answer came, in one sentence, and whether the request may have been read.

The texts of requests and urllib3 are never repeated: they may quote headers.
"""

import ssl
from dataclasses import dataclass

import requests
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError


@dataclass(frozen=True, slots=True)
class Failure:
    """An exchange without an answer."""

    says: str
    """What happened, without a full stop."""
    sent: bool
    """The request may have reached the vendor: a write may have been done."""
    passing: bool = True
    """Another try may do better."""


def failure(error: requests.RequestException, host: str) -> Failure:
    """Sort what requests raised. `host` is named as the person knows it from the settings."""
    reason = _reason(error)
    if isinstance(error, requests.exceptions.SSLError):
        return _unsafe(reason, host)
    if isinstance(error, requests.exceptions.ProxyError):
        return Failure(f'the proxy does not reach "{host}"', sent=False)
    if isinstance(error, requests.ConnectTimeout):
        return Failure(f'"{host}" does not answer a connection', sent=False)
    if isinstance(reason, NameResolutionError):
        says = f'the name "{host}" is not known on this network (offline, or mistyped?)'
        return Failure(says, sent=False)
    if isinstance(reason, NewConnectionError):
        return Failure(f'"{host}" cannot be reached', sent=False)
    if isinstance(error, requests.ReadTimeout):
        return Failure(f'"{host}" took too long to answer', sent=True)
    if isinstance(error, ValueError):  # InvalidURL, InvalidHeader, MissingSchema and the like
        return Failure(f'the request to "{host}" could not be written', sent=False, passing=False)
    return Failure(f'the connection to "{host}" broke off', sent=True)


def _unsafe(reason: object, host: str) -> Failure:
    """TLS failed: over the certificate, which no second try changes, or otherwise."""
    inner = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    if isinstance(inner, ssl.SSLCertVerificationError):
        says = (
            f'this machine does not trust the certificate of "{host}"; '
            "check the address, the network that you are on, and this machine's certificates"
        )
        return Failure(says, sent=False, passing=False)
    return Failure(f'no safe connection (TLS) to "{host}" came about', sent=True)


def _reason(error: requests.RequestException) -> object:
    first = error.args[0] if error.args else None
    return first.reason if isinstance(first, MaxRetryError) else first
