"""The page around a letter's HTML: one column, no images, readable at 360 pixels and in the dark."""

from html import escape as html

from rules.letters.facts import LetterFacts
from rules.letters.language import Language, plain

FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

PAGE = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
@media (prefers-color-scheme: dark) {{
  .page {{ color: #e6e9ec !important; }}
  .page p a, .page li a {{ color: #8ab8e6 !important; }}
  .quiet {{ color: #a7b0ba !important; }}
  .line {{ border-color: #46505a !important; }}
}}
</style>
</head>
<body style="margin:0;padding:0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td align="center" style="padding:24px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="max-width:600px">
<tr><td class="page line" style="padding:0 0 12px 0;border-bottom:1px solid #d5dae0;\
font-family:{font};font-size:15px;font-weight:600;color:#1d2a36">{company}</td></tr>
<tr><td class="page" style="padding:24px 0 0 0;font-family:{font};font-size:16px;\
line-height:1.55;color:#1d2a36">
{body}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


def page(body: str, *, subject: str, facts: LetterFacts, language: Language) -> str:
    """The whole HTML document around a finished body."""
    return PAGE.format(
        lang=language.tag,
        subject=html(subject),
        company=html(plain(facts.company)),
        font=FONT,
        body=body,
    )
