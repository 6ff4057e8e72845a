"""Secrets stay out of logs and errors: by the name they travel under, and by value.

`install` wraps the making of log records, so that it holds for every logger and every handler of
the process, urllib3's and the SDKs' included.
"""

import logging
import re
import threading
from collections import deque
from typing import Any

HIDDEN = "***"
_SHORTEST = 8
"""Values shorter than this are no secrets worth the name; hiding them would blot out words."""

_NAMED = re.compile(
    r"""(?ix)
    ( \b (?: access_token | refresh_token | id_token | client_secret | code_verifier | authorization )
        ["']? \s* [=:] \s* ["']? (?: (?: bearer | basic ) \s+ )?
    | [?&] (?: code | state ) =
    | \b (?: bearer | basic ) \s+ (?= \S{8} )
    )
    [^\s"'&,;}]+
    """
)
_JWT = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]+)*")

_values: deque[str] = deque(maxlen=200)
_remembering = threading.Lock()


def hide(*values: str | None) -> None:
    """Remember secrets of this process: wherever `clean` meets one, it covers it."""
    with _remembering:
        for value in values:
            if value is not None and len(value) >= _SHORTEST and value not in _values:
                _values.append(value)


def clean(text: str) -> str:
    """The text with every secret covered."""
    with _remembering:
        values = tuple(_values)
    for value in values:
        text = text.replace(value, HIDDEN)
    return _JWT.sub(HIDDEN, _NAMED.sub(rf"\1{HIDDEN}", text))


def install() -> None:
    """Clean every log record of this process from now on. Doing it twice is harmless."""
    current = logging.getLogRecordFactory()
    if not isinstance(current, _CleaningFactory):
        logging.setLogRecordFactory(_CleaningFactory(current))


class _CleaningFactory:
    """Makes log records as another factory does, and cleans text and traceback."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = self._inner(*args, **kwargs)
        try:
            record.msg, record.args = clean(record.getMessage()), ()
        except (TypeError, ValueError, KeyError):  # logging itself reports a broken log call
            return record
        if record.exc_info and not record.exc_text:
            record.exc_text = clean(logging.Formatter().formatException(record.exc_info))
        return record
