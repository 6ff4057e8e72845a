"""The page around a letter's HTML: one column, readable at 360 pixels, in the dark, without pictures.

MJML makes it (docs/decisions/html-mail.md), once for each company and language; a letter is put into
its middle.
"""

from functools import lru_cache
from html import escape as html
from typing import Final

from mjml import mjml2html

from rules.letters.facts import LetterFacts
from rules.letters.language import Language, plain
from rules.letters.look import NIGHT, Look

FONT: Final = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
INK: Final = "#1d2a36"
RULE: Final = "#d5dae0"
BODY: Final = "\ue002"
"""Where the letter goes. Data cannot forge these: `plain` removes private-use characters."""
SUBJECT: Final = "\ue003"
COMPANY: Final = "\ue004"

SHELL: Final = """\
<mjml lang="{lang}" dir="ltr">
<mj-head>
<mj-title>{subject}</mj-title>
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
{company}</mj-text>
<mj-divider border-color="{colour}" border-width="2px" padding="0" />
</mj-column></mj-section>
<mj-section padding="24px 16px 24px 16px" text-align="left"><mj-column css-class="page">
<mj-text font-size="16px" line-height="1.55">{body}</mj-text>
</mj-column></mj-section>
</mj-body>
</mjml>
"""
LOGO: Final = (
    # not mj-image: it writes what stands for the picture with the escapes of Rust
    '<mj-text padding="0 0 10px 0"><img src="{src}" alt="{alt}" height="44" style="display:inline-block;'
    "height:44px;width:auto;max-width:100%;border:0;border-radius:4px;background-color:#ffffff;"
    'font-size:15px;font-weight:600;color:{ink}"></mj-text>\n'
)


def page(body: str, *, subject: str, facts: LetterFacts, language: Language) -> str:
    """The whole HTML document around a finished body."""
    marked = _shell(language.tag, facts.look)
    marked = marked.replace(SUBJECT, html(subject)).replace(COMPANY, html(plain(facts.company)))
    return marked.replace(BODY, body)


@lru_cache(maxsize=256)
def _shell(tag: str, look: Look) -> str:
    logo = ""
    if look.logo:
        alt = html(plain(look.logo_alt)) if look.logo_alt else COMPANY
        logo = LOGO.format(src=html(look.logo), alt=alt, ink=INK)
    source = SHELL.format(
        lang=tag,
        subject=SUBJECT,
        font=FONT,
        ink=INK,
        night=NIGHT,
        colour=look.colour,
        colour_at_night=look.colour_at_night,
        logo=logo,
        company=COMPANY,
        body=BODY,
    )
    # no fonts: MJML would fetch some of those named here from a stranger's server
    return mjml2html(source, fonts={}).replace("<!doctype html>", "<!DOCTYPE html>", 1)
