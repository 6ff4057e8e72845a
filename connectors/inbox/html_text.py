"""HTML of other people's mail to words. Nothing is fetched, nothing is run.

A scanner of our own: the standard library's parser takes a minute for 64 kB of `<a <a <a`. Each
character is looked at a few times at most, whatever the HTML is.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

LONGEST = 8_000
"""Characters that are looked at; what a person writes anew comes first."""
_SILENT = frozenset({"script", "style", "title", "template"})
"""Elements whose content is not shown."""
_BREAKS = frozenset(
    {"address", "article", "br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre"}
    | {"section", "table", "tr", "ul"}
)
_QUOTES = re.compile(
    r"gmail_quote|moz-cite-prefix|yahoo_quoted|divRplyFwdMsg|appendonsend|OLK_SRC_BODY"
)
"""Classes and ids by which mail programs mark where the mail that is answered begins."""
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
_MAILTO = re.compile(r"href\s*=\s*[\"']?\s*mailto:([^\"'?\s]+)", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """The words, a line for each block, up to the quoted mail when something stands before it."""
    words = _Words()
    for text, tag in _pieces(html):
        words.say(text)
        if tag:
            words.meet(tag)
        if words.done:
            break
    return words.text


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Each text with the tag that follows it, without its angle brackets."""
    at = 0
    while (opens := html.find("<", at)) >= 0:
        text = html[at:opens]
        closes, after = _end_of_tag(html, opens)
        if closes < 0:
            break
        tag = html[opens + 1 : closes]
        if _TAG.match(tag):
            at = _behind_silence(html, tag, after)
            yield text, tag
        elif tag[:1] in ("!", "?", "/"):
            at = after
            yield text, ""
        else:
            at = opens + 1
            yield f"{text}<", ""
    yield html[at:], ""


def _end_of_tag(html: str, opens: int) -> tuple[int, int]:
    """Where the tag ends and the text goes on; -1 when it never ends."""
    end = "-->" if html.startswith("<!--", opens) else ">"
    closes = html.find(end, opens + 1)
    if end == ">" and 0 <= (again := html.find("<", opens + 1, closes)) < closes:
        return again, again  # never closed: another tag begins first
    return closes, closes + len(end)


def _behind_silence(html: str, tag: str, after: int) -> int:
    """Behind the content of an element that is not shown; of one without an end, its start."""
    name = _name(tag)
    if name not in _SILENT:
        return after
    end = re.compile(f"</{name}[^<>]*>", re.IGNORECASE).search(html, after)
    return end.start() if end else after


def _name(tag: str) -> str:
    """The element's name in lower case, with a slash when it ends."""
    found = _TAG.match(tag)
    return f"{found[1]}{found[2].lower()}" if found else ""


class _Words:
    """What has been read so far."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._said = False
        self._room = LONGEST
        self._quoted = 0
        self._mailto = ""
        self.done = False

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._words).split("\n"))
        return "\n".join(lines).strip()

    def say(self, text: str) -> None:
        if text and not self._quoted:
            self._words.append(unescape(text).replace("\n", " "))
            self._said = self._said or not text.isspace()
            self._room -= len(text)
            self.done = self.done or self._room < 0

    def meet(self, tag: str) -> None:
        name = _name(tag)
        if name == "blockquote" or _QUOTES.search(tag):
            # what is answered stands below the answer, or, without one so far, above it
            self.done = self._said
            self._quoted += name == "blockquote"
        elif name == "/blockquote":
            self._quoted = max(0, self._quoted - 1)
        elif name == "a":
            found = _MAILTO.search(tag)
            self._mailto = unquote(found[1]) if found else ""
        elif name == "/a" and self._mailto:
            if self._mailto not in "".join(self._words[-3:]):
                self.say(f" &lt;{self._mailto}&gt;")
            self._mailto = ""
        elif name.removeprefix("/") in _BREAKS:
            self._words.append("\n")
