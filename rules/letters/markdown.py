"""The Markdown of letters, to text that reads well by itself and to HTML with inline styles."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

WIDTH = 72
"""Columns of the text part."""

STYLES = {
    "p": "margin:0 0 16px 0",
    "ul": "margin:0 0 16px 0;padding:0 0 0 22px",
    "ol": "margin:0 0 16px 0;padding:0 0 0 22px",
    "li": "margin:0 0 6px 0",
    "hr": "border:0;border-top:1px solid #d5dae0;margin:20px 0",
}

BLOCK = re.compile("\ue000([a-z_]+)\ue001")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a letter that is not Markdown: a table, a signature."""

    text: str
    html: str


def markdown() -> MarkdownIt:
    """Paragraphs, lists, emphasis and web links; no HTML, no images, no code, no headings."""
    parser = MarkdownIt("zero", {"html": False, "linkify": False})
    parser.enable(["list", "emphasis", "link", "autolink", "escape", "newline", "entity", "hr"])
    parser.validateLink = _is_web_or_mail  # type: ignore[method-assign]
    return parser


def _is_web_or_mail(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme.lower() == "mailto" or (
        parts.scheme.lower() in ("http", "https") and bool(parts.netloc)
    )


PARSER = markdown()


def escape(value: str) -> str:
    """Text that Markdown shows as it is: every ASCII mark that could mean something is escaped."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", value)


def to_html(source: str, blocks: Mapping[str, Block], *, colour: str) -> str:
    """HTML of a letter's body, each element with its own style; links are in this colour."""
    styles = {**STYLES, "a": f"color:{colour}"}
    tokens: list[Token] = []
    for token in _with_blocks(PARSER.parse(source)):
        for part in (token, *(token.children or ())):
            if part.nesting >= 0 and part.tag in styles:
                part.attrSet("style", styles[part.tag])
        if token.type == "block":
            token = Token("html_block", "", 0, content=blocks[token.content].html + "\n")
        tokens.append(token)
    return str(PARSER.renderer.render(tokens, PARSER.options, {}))


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, an item of a list with its bullet, or the place of a block."""

    text: str
    block: str | None = None


def pieces_of(source: str) -> Iterable[Piece]:
    """A letter's body piece by piece, for a form that lays lines out by itself."""
    bullets: list[str] = []
    for token in _with_blocks(PARSER.parse(source)):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            bullets.append("• " if token.tag == "ul" else f"{token.attrGet('start') or 1}. ")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
        elif token.type == "inline":
            lead = bullets[-1] if bullets else ""
            yield Piece(lead + _inline_text(token.children or []))
            if bullets:
                bullets[-1] = _next_bullet(bullets[-1])
        elif token.type == "block":
            yield Piece("", block=token.content)


def to_text(source: str, blocks: Mapping[str, Block]) -> str:
    """Plain text of a letter's body: wrapped, no Markdown left, links with their address."""
    out: list[str] = []
    bullets: list[str] = []
    for token in _with_blocks(PARSER.parse(source)):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            bullets.append("- " if token.tag == "ul" else f"{token.attrGet('start') or 1}. ")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
            if not bullets:
                out.append("")
        elif token.type == "inline":
            out.append(_laid_out(_inline_text(token.children or []), bullets))
            if bullets:
                bullets[-1] = _next_bullet(bullets[-1])
            else:
                out.append("")
        elif token.type == "block":
            said = blocks[token.content].text
            out += [said, ""] if said else []
        elif token.type == "hr":
            out += ["-" * 20, ""]
    return "\n".join(out).strip("\n") + "\n"


def _with_blocks(tokens: Sequence[Token]) -> Iterable[Token]:
    """A paragraph that is nothing but the mark of a block becomes that block."""
    index = 0
    while index < len(tokens):
        inner = tokens[index + 1] if index + 1 < len(tokens) else None
        mark = BLOCK.fullmatch(inner.content.strip()) if inner else None
        if tokens[index].type == "paragraph_open" and mark:
            yield Token("block", "", 0, content=mark.group(1))
            index += 3
        else:
            yield tokens[index]
            index += 1


def _laid_out(text: str, bullets: Sequence[str]) -> str:
    first = " " * len("".join(bullets[:-1])) + bullets[-1] if bullets else ""
    later = " " * len(first)
    return "\n".join(
        wrapped(line, WIDTH, later if number else first)
        for number, line in enumerate(text.split("\n"))
    )


def wrapped(line: str, width: int, lead: str = "") -> str:
    """A paragraph in lines of this width, the first after `lead`; nothing long is torn apart."""
    return textwrap.fill(
        line,
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _next_bullet(bullet: str) -> str:
    number = bullet.strip().rstrip(".")
    return f"{int(number) + 1}. " if number.isdigit() else bullet


def _inline_text(children: Sequence[Token]) -> str:
    out: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in children:
        if token.type == "link_open":
            opened.append((str(token.attrGet("href")), len(out)))
        elif token.type == "link_close":
            href, start = opened.pop()
            shown = "".join(out[start:])
            if shown not in (href, href.removeprefix("mailto:")):
                out.append(f" ({href.removeprefix('mailto:')})")
        elif token.type == "softbreak":
            out.append(" ")
        elif token.type == "hardbreak":
            out.append("\n")
        else:
            out.append(token.content)
    return "".join(out)
