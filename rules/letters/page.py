"""The page around a letter's HTML: one column, readable at 360 pixels, in the dark, without pictures.

MJML makes it (docs/decisions/0009-html-mail.md), once for each company and language; a letter is put into
its middle.
"""

import re
from functools import lru_cache
from html import escape as html
from typing import Final

from mjml import mjml2html

from rules.letters.facts import LetterFacts
from rules.letters.language import Language, plain
from rules.letters.look import NIGHT, Look

FONT: Final = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
INK: Final = "#1d2a36"
SHELL: Final = """\
<mjml lang="{lang}" dir="ltr">
<mj-head>
<mj-title>@@subject@@</mj-title>
<mj-attributes><mj-all font-family="{font}" color="{ink}" padding="0" /></mj-attributes>
<mj-raw>
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
</mj-raw>
<mj-style>
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
@media (prefers-color-scheme: dark) {{
  body, .ground {{ background-color: {night} !important; }}
  .page div, .page td, .page th {{ color: #e6e9ec !important; }}
  .page p a, .page li a {{ color: {colour_at_night} !important; }}
  .page .quiet {{ color: #a7b0ba !important; }}
  .page .line {{ border-color: #46505a !important; }}
  .page .button a {{ color: #ffffff !important; }}
}}
</mj-style>
</mj-head>
<mj-body width="600px" background-color="#ffffff" css-class="ground">
<mj-section padding="20px 16px 0 16px" text-align="left"><mj-column css-class="page">
{logo}<mj-text font-size="15px" font-weight="600" line-height="1.4" padding="0 0 10px 0">\
@@company@@</mj-text>
<mj-divider border-color="{colour}" border-width="2px" padding="0" />
</mj-column></mj-section>
<mj-section padding="24px 16px 24px 16px" text-align="left"><mj-column css-class="page">
<mj-text font-size="16px" line-height="1.55">@@body@@</mj-text>
</mj-column></mj-section>
</mj-body>
</mjml>
"""
LOGO: Final = '<mj-text padding="0 0 10px 0">@@picture@@</mj-text>\n'
PICTURE: Final = (
    '<img src="{src}" alt="{alt}" height="44" style="display:inline-block;height:44px;width:auto;'
    "max-width:100%;border:0;border-radius:4px;background-color:#ffffff;font-size:15px;"
    'font-weight:600;color:{ink}">'
)
MARK: Final = re.compile("@@([a-z]+)@@")
"""What differs from mail to mail is put in after MJML, which escapes attributes as Rust does."""


def page(body: str, *, subject: str, facts: LetterFacts, language: Language) -> str:
    """The whole HTML document around a finished body."""
    company = html(plain(facts.company))
    parts = {
        "subject": html(subject),
        "company": company,
        "picture": _picture(facts.look, company),
        "body": body,
    }
    return MARK.sub(lambda mark: parts[mark[1]], _shell(language.tag, facts.look))


def _picture(look: Look, company: str) -> str:
    alt = html(plain(look.logo_alt)) if look.logo_alt else company
    return PICTURE.format(src=html(look.logo), alt=alt, ink=INK) if look.logo else ""


@lru_cache(maxsize=256)
def _shell(tag: str, look: Look) -> str:
    source = SHELL.format(
        lang=tag,
        font=FONT,
        ink=INK,
        night=NIGHT,
        colour=look.colour,
        colour_at_night=look.colour_at_night,
        logo=LOGO if look.logo else "",
    )
    # no fonts: MJML would fetch some of those named here from a stranger's server
    return mjml2html(source, fonts={}).replace("<!doctype html>", "<!DOCTYPE html>", 1)
