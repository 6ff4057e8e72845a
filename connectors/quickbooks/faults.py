"""QuickBooks says what went wrong in five shapes: read them all as one.

JSON as `Fault`/`Error` (the API) or `fault`/`error` (the gateway), XML from either, an HTML page
from a proxy, and any of them inside a 200 (accounting-apis B14; traps 26-28).
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import msgspec
import requests

# XML is searched, not parsed: the two elements are all that is wanted, and a parser would have
# to be kept from entities in what a stranger's proxy answers.
_XML_ERROR = re.compile(r"<(?:\w+:)?Error\b([^>]*)>(.*?)</(?:\w+:)?Error>", re.DOTALL)
_XML_CODE = re.compile(r"""\bcode\s*=\s*["']([^"']*)["']""")
_GATEWAY_CODE = re.compile(r"errorCode=0*(\d+)")
_LONGEST = 300
_LONGEST_XML = 65_536


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of an answer."""

    code: str
    """Without leading zeros; empty when QuickBooks gives none. Not always a number."""
    says: str
    """Message and detail, on one line."""


def faults_of(response: requests.Response) -> tuple[Fault, ...]:
    """Every error that the answer carries, in its order; empty when it carries none."""
    body = response.content
    start = body[:200].lstrip()
    if start.startswith(b"{"):
        return _json_faults(body) if b'ault"' in body else ()
    if start.startswith(b"<"):
        return _xml_faults(body[:_LONGEST_XML].decode("utf-8", "replace"))
    return ()


def faults_in(value: object) -> tuple[Fault, ...]:
    """The errors in the decoded value of a `Fault` key, in either spelling of its keys."""
    if not isinstance(value, dict):
        return ()
    errors = value.get("Error") or value.get("error") or []
    if isinstance(errors, dict):
        errors = [errors]
    found = tuple(_fault(error) for error in errors if isinstance(error, dict))
    return found or (_made(value.get("type") or "", "no reason given"),)


class _Top(msgspec.Struct):
    """Only the top level is looked at: a batch carries its items' faults further down."""

    Fault: Any = None
    fault: Any = None


_TOP = msgspec.json.Decoder(_Top)


def _json_faults(body: bytes) -> tuple[Fault, ...]:
    try:
        top = _TOP.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    return faults_in(top.Fault) or faults_in(top.fault)


def _xml_faults(text: str) -> tuple[Fault, ...]:
    found = []
    for attributes, inner in _XML_ERROR.findall(text):
        code = _XML_CODE.search(attributes)
        words = (_element(inner, "Message"), _element(inner, "Detail"))
        found.append(_made(code.group(1) if code else "", *words))
    return tuple(found)


def _element(xml: str, name: str) -> str:
    match = re.search(rf"<(?:\w+:)?{name}>(.*?)</", xml, re.DOTALL)
    return unescape(match.group(1)) if match else ""


def _fault(error: dict[str, Any]) -> Fault:
    get = {str(key).lower(): value for key, value in error.items()}.get
    return _made(get("code"), get("message"), get("detail"))


def _made(code: object, *words: object) -> Fault:
    parts = list(dict.fromkeys(" ".join(str(word or "").split()) for word in words))
    says = ": ".join(part for part in parts if part) or "no reason given"
    bare = str(code or "").strip().lstrip("0")
    if not bare and (match := _GATEWAY_CODE.search(says)):
        bare = match.group(1)
    return Fault(bare, says if len(says) <= _LONGEST else says[: _LONGEST - 1] + "…")
