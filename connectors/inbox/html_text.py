"""HTML of other people's mail to words. Nothing is fetched, nothing is run."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

_SILENT = frozenset({"head", "script", "style", "title", "template", "noscript"})
_BREAKS = frozenset(
    {"address", "article", "br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre"}
    | {"section", "table", "tr", "ul"}
)
_QUOTES = re.compile(
    r"gmail_quote|moz-cite-prefix|yahoo_quoted|divRplyFwdMsg|appendonsend|OLK_SRC_BODY",
    re.IGNORECASE,
)
"""Classes and ids by which mail programs mark where the mail that is answered begins."""
_TAG = re.compile(r"<[^<>]{0,2000}>")


def html_to_text(html: str) -> str:
    """The words, a line for each block, up to the quoted mail when something stands before it."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # the parser's answer to some broken declarations
        return unescape(_TAG.sub(" ", html))
    return reader.text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._words: list[str] = []
        self._silent: str | None = None
        self._link: str | None = None
        self._quoted = 0
        self._said = False
        self._done = False

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._words).split("\n"))
        return "\n".join(lines).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "body":
            self._silent = None  # of a head that was never closed
        if self._silent or self._done:
            return
        if tag in _SILENT:
            self._silent = tag
        elif _QUOTES.search(f"{known.get('class') or ''} {known.get('id') or ''}"):
            self._done = self._said
        elif tag == "blockquote":
            self._done = self._said
            self._quoted += 1
        elif tag in _BREAKS:
            self._words.append("\n")
        elif tag == "a":
            self._link = _mailto(known.get("href"))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = None
        elif tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        elif tag in _BREAKS:
            self._words.append("\n")
        elif tag == "a" and self._link:
            if self._link not in "".join(self._words[-3:]):
                self.handle_data(f" <{self._link}>")
            self._link = None

    def handle_data(self, data: str) -> None:
        if not (self._silent or self._quoted or self._done):
            self._words.append(data.replace("\n", " "))
            self._said = self._said or not data.isspace()


def _mailto(href: str | None) -> str | None:
    scheme, colon, rest = (href or "").partition(":")
    if not colon or scheme.strip().lower() != "mailto":
        return None
    return unquote(rest.partition("?")[0]).strip() or None
