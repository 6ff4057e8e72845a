"""Troubles that a sandbox can be told to make, and the script that deals them out.

A trouble is a value: what happens, to which calls, how often. The names of `What` are the words of
`POST /_sandbox/trouble`; `TROUBLES` says each in a sentence.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase


class What(StrEnum):
    """What goes wrong."""

    EXPIRED_TOKEN = "expired-token"  # noqa: S105  a name, no secret
    MINUTE_LIMIT = "minute-limit"
    DAY_LIMIT = "day-limit"
    CONCURRENT_LIMIT = "concurrent-limit"
    UNAVAILABLE_HTML = "unavailable-html"
    SERVER_ERROR = "server-error"
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    SLOW = "slow"
    STALE_TOKEN = "stale-token"  # noqa: S105  a name, no secret
    FAULT_IN_200 = "fault-in-200"
    XML_THROTTLE = "xml-throttle"
    BROKEN_JSON = "broken-json"
    LOST_REFRESH = "lost-refresh"


TROUBLES: Mapping[What, str] = {
    What.EXPIRED_TOKEN: "the access token is said to have expired (401)",
    What.MINUTE_LIMIT: "too many calls in this minute (429, with Retry-After where the vendor does)",
    What.DAY_LIMIT: "today's calls are used up (429)",
    What.CONCURRENT_LIMIT: "too many calls at once (429, without Retry-After)",
    What.UNAVAILABLE_HTML: "a maintenance page in HTML (503)",
    What.SERVER_ERROR: "the vendor fails inside (500)",
    What.DROP_BEFORE: "the connection drops before any work was done",
    What.DROP_AFTER: "the work is done, then the connection drops: the answer is lost",
    What.SLOW: "the answer comes after `delay` seconds",
    What.STALE_TOKEN: "the SyncToken is said to be stale (400, code 5010)",
    What.FAULT_IN_200: "a fault inside a 200",
    What.XML_THROTTLE: "a 429 in XML although JSON was asked for",
    What.BROKEN_JSON: "the JSON breaks off in the middle",
    What.LOST_REFRESH: "the tokens are renewed, then the connection drops: the new ones are lost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedTrouble:
    """One trouble to make. Token calls are left alone unless `path` names them.

    `path` is a part of the path, or a pattern for the whole of it where it holds a `*`; either
    way without regard to case. The trouble starts with the `nth` call that matches and happens
    `times` times in a row (None: until it is cleared).
    """

    what: What
    path: str = ""
    method: str | None = None
    nth: int = 1
    times: int | None = 1
    delay: float = 1.0
    """Seconds; only for `slow`."""
    retry_after: int | None = None
    """Seconds to say in Retry-After, where the vendor says any; None: what the vendor would."""

    def matches(self, method: str, path: str, *, is_token_call: bool) -> bool:
        """Whether this call is one that the trouble is about."""
        if is_token_call and not (self.what is What.LOST_REFRESH or self.path):
            return False
        if self.what is What.LOST_REFRESH and not is_token_call:
            return False
        if self.method is not None and self.method.upper() != method:
            return False
        pattern, seen = self.path.lower(), path.lower()
        return fnmatchcase(seen, pattern) if "*" in pattern else pattern in seen


@dataclass(slots=True)
class _Entry:
    trouble: ScriptedTrouble
    seen: int = 0
    done: int = 0


@dataclass(slots=True)
class TroubleScript:
    """The troubles still to come, oldest first. Safe for use by several threads."""

    _entries: list[_Entry] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, trouble: ScriptedTrouble) -> None:
        """Put one more trouble at the end of the script."""
        with self._lock:
            self._entries.append(_Entry(trouble))

    def clear(self) -> None:
        """Forget every trouble that has not happened yet."""
        with self._lock:
            self._entries.clear()

    def pending(self) -> tuple[ScriptedTrouble, ...]:
        """The troubles that have not happened yet, or not often enough."""
        with self._lock:
            return tuple(entry.trouble for entry in self._entries)

    def take(self, method: str, path: str, *, is_token_call: bool) -> ScriptedTrouble | None:
        """Deal out the trouble for this call, if one is due; at most one per call."""
        with self._lock:
            for entry in self._entries:
                if not entry.trouble.matches(method, path, is_token_call=is_token_call):
                    continue
                entry.seen += 1
                if entry.seen < entry.trouble.nth:
                    continue
                entry.done += 1
                if entry.done == entry.trouble.times:
                    self._entries.remove(entry)
                return entry.trouble
            return None
