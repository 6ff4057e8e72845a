"""What somebody wrote anew in an answer: without the quoted mail, signature and disclaimers."""

import re

from mailparser_reply.parser import EmailMessage

LONGEST = 300
"""Characters of the first lines."""
_LANGUAGES = ("en", "de", "fr", "es")
_QUOTE_BEGINS = re.compile(
    r"^[ \t]*(?:"
    r"[-_ ]{2,}(?:original message|urspr(?:ü|ue)ngliche (?:nachricht|e-?mail)|message d.origine|"
    r"mensaje original|original-?nachricht|message transféré|weitergeleitete nachricht|"
    r"forwarded message|mensaje reenviado)[-_ ]*"
    r"|_{20,}"
    r"|(?:on|am|le|el) [^\n]{6,300}(?:\n[^\n]{0,200})?(?:wrote|schrieb|a écrit|escribió)[^\n]{0,100}:"
    r"|\*?(?:from|von|de)\s?:\*? .+\n[ \t]*\*?(?:sent|date|gesendet|datum|envoyé|enviado|fecha|to|an|à|para)"
    r"\s?:.*"
    r")$",
    re.IGNORECASE | re.MULTILINE,
)
_SENT_FROM = re.compile(r"sent from|get outlook|gesendet|envoyé|enviado", re.IGNORECASE)
_CLOSING_WORDS = 3
"""A line such as "Thanks," ends a mail; "Thanks, we pay on Friday" is what was written."""


def new_words(text: str) -> str:
    """The new text, in lines; the whole text where nothing of it is recognised as quoted."""
    cut = _before_quote(text)
    read = EmailMessage(text=cut, languages=list(_LANGUAGES), keep_hyphen_lists=True).read()
    if not read.replies:
        return ""
    reply = read.replies[0]
    words = reply.full_body
    for disclaimer in reply.disclaimers or []:
        words = words.replace(disclaimer, "")
    words = _without_signature(words, reply.signatures or "")
    return "\n".join(line for line in words.split("\n") if not line.startswith(">")).strip()


def first_lines(words: str) -> str:
    """As much of it as a task shows."""
    lines = "\n".join(line for line in words.split("\n") if line.strip())
    if len(lines) <= LONGEST:
        return lines
    return lines[: LONGEST - 1].rsplit(maxsplit=1)[0] + "…"


def _without_signature(words: str, signature: str) -> str:
    closing = signature.partition("\n")[0]
    short = len(closing.split()) <= _CLOSING_WORDS or closing.endswith(",")
    if not closing or not (short or _SENT_FROM.match(closing)):
        return words
    rest = words.replace(signature, "")
    # "Hi Ana," alone was hardly the message
    return rest if len(rest.split()) > _CLOSING_WORDS else words


def _before_quote(text: str) -> str:
    begins = _QUOTE_BEGINS.search(text)
    if begins and text[: begins.start()].strip():
        return text[: begins.start()]
    return text
