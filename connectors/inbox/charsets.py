"""Bytes of other people's mail to text, whatever they say that they are."""

import codecs

_NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
"""Codecs of Python's that no mail means, and that are slow or warn."""


def decode(content: bytes, charset: str | None) -> str:
    """The text; where the charset is unknown or wrong, UTF-8 if it is that, else Windows-1252."""
    for name in (charset, "utf-8"):
        try:
            if name and _is_charset(name):
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _is_charset(name: str) -> bool:
    return codecs.lookup(name).name.replace("_", "-") not in _NO_CHARSETS
