"""Each rule of the linter: a rulebook or a letter that trips it, and one that does not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book.load import RulebookSource, load_rulebook
from rules.letters.letter import read_letter
from rules.letters.phrases import PHRASES
from rules.letters.tone import Tone
from rules.lint.lint import Remark, lint
from rules.lint.sayings import HASTE, THREAT, ULTIMATUM, UPON_RECEIPT
from rules.lint.table import RULES
from tests.rules import rulebooks
from tests.rules.rulebooks import problems, resolve

COMPANY = """\
company:
  from: Ana Reid <ana@maple.example>
  pay_by: [online, bank transfer, card by phone, direct debit]
"""
KIND = """\
{{ greeting }}

{{ invoices }} is {{ when }}.

{{ table }}

Please tell me on which day we can expect it.

{{ signature }}
"""
EXAMPLES = [path.read_text(encoding="utf-8") for path in rulebooks.EXAMPLES]
MINE = """\
policies:
  - policy: mine
    for: [new, prompt, late]
    steps:
      - {step: one, at: 3 days after due, letter: mine}
      - {step: call, at: 20 days after due, channel: phone}
remove: [policy prompt payers, policy late payers]
"""
"""One policy for all, with a letter of our own."""


def remarks(extra: str, letter: str = KIND, **others: str) -> tuple[Remark, ...]:
    """What the linter says of these lines over the shipped base; letters go by their names."""
    head = "" if "company:" in extra else COMPANY
    text = f"rulebook: 1\nextends: goodterms/gentle\n{head}{extra}\n"
    letters = {
        name.replace("_", "-"): body if body.startswith("Subject:") else f"Subject: Yours\n\n{body}"
        for name, body in {"mine": letter, **others}.items()
        if f"letter: {name}" in extra or name in others
    }
    loaded = load_rulebook(RulebookSource("rules.yaml", text, letters), resolve)
    assert loaded.problems == ()
    assert loaded.rulebook is not None
    return lint(loaded.rulebook)


def names(found: tuple[Remark, ...]) -> set[str]:
    return {remark.rule.name for remark in found if remark.allowed is None}


def ladder(*steps: str) -> str:
    """A policy for everyone with these steps, and a call at the end."""
    lines = "".join(f"\n      - {{{step}}}" for step in steps)
    return (
        "remove: [policy prompt payers, policy late payers]\n"
        "policies:\n  - policy: mine\n    for: [new, prompt, late]\n    steps:"
        f"{lines}\n      - {{step: call, at: 90 days after due, channel: phone}}"
    )


def segments(**when: str) -> str:
    """Segments before those of the base, each with its condition."""
    listed = (f"{{segment: {name}, when: {condition}}}" for name, condition in when.items())
    return f"segments: [{', '.join(listed)}]\n"


def policies(**of: str) -> str:
    """Policies of one call, each for its segments; `_` stands for a blank in a name."""
    call = "steps: [{step: a, at: on due, channel: phone}]"
    listed = (
        f"{{policy: {name.replace('_', ' ')}, for: [{who}], {call}}}" for name, who in of.items()
    )
    return f"policies: [{', '.join(listed)}]\n"


def overrides(*of: tuple[str, ...]) -> str:
    """Policies of one call, each with its name, its condition, and what else it says."""
    call = "steps: [{step: a, at: on due, channel: phone}]"
    listed = (
        f"{{{', '.join([f'policy: {name}', f'when: {{{when}}}', *more, call])}}}"
        for name, when, *more in of
    )
    return f"policies: [{', '.join(listed)}]\n"


def override(*of: str) -> str:
    return overrides(of)


def guard(when: str) -> str:
    return f"guards: [{{hold: quiet, when: {when}}}]"


def routes(*references: str) -> str:
    listed = (f"{{when: {{reference: {one}}}, to: jo@x.example}}" for one in references)
    return f"contacts: {{routes: [{', '.join(listed)}]}}"


def company(sender: str, *pay_by: str) -> str:
    return f"company: {{from: {sender}, pay_by: [{', '.join(pay_by)}]}}"


ALL = policies(x="few, fewer")
EUROS = ("{way: SEPA, for: EUR}", "{way: iDEAL, for: EUR}")
FOUR = ("online", "card", "cheque", "cash")
NEWS = """
announcements:
  - {announce: n, letter: new-terms, terms: 2 weeks, terms_from: 2027-01-04, from: 2026-12-01, until: 2026-12-18}
"""
RULEBOOKS = [
    # the name of the rule, what trips it, and its like that does not
    (
        "unreachable-segment",
        ALL + segments(fewer='{invoices_paid: "< 2"}', few="{any: [{invoices_paid: [0, 1]}]}"),
        ALL + segments(fewer='{invoices_paid: "< 2"}', few="{any: [{invoices_paid: [0, 4]}]}"),
    ),
    (
        "unreachable-segment",
        segments(new='{invoices_paid: "< 3", not: {invoices_paid: "< 4"}}'),
        segments(new='{invoices_paid: "< 3", not: {invoices_paid: "< 2"}}'),
    ),
    (
        "unreachable-segment",
        segments(new='{customer: "A*"}', prompt="{customer: Acme}"),
        segments(new="{customer: Acme}", prompt='{customer: "A*"}'),
    ),
    (
        "unreachable-segment",
        segments(new='{customer: "Acme*"}', prompt="{customer: Acme Ltd}"),
        segments(new="{customer: Acme}", prompt='{customer: "Acme*"}'),
    ),
    (
        "unreachable-step",
        guard('{any: [{days_overdue: ">= 0"}, {days_until_due: "> 0"}]}'),
        guard('{any: [{days_overdue: "> 95"}, {days_until_due: "> 95"}]}'),
    ),
    ("unreachable-step", policies(mine="late"), policies(late_payers="late")),
    (
        "unreachable-step",
        overrides(("a", 'customer: "Acme*"'), ("b", "customer: Acme Holdings")),
        overrides(("b", "customer: Acme Holdings"), ("a", 'customer: "Acme*"')),
    ),
    (
        "unreachable-step",
        overrides(
            ("a", "customer: Acme", "for: [new, late]"), ("b", "customer: Acme", "for: [late]")
        ),
        overrides(("a", "customer: Acme", "for: [new]"), ("b", "customer: Acme", "for: [late]")),
    ),
    (
        "unreachable-step",
        # one about the invoice is asked first, wherever it stands
        overrides(("a", "number: X"), ("b", 'customer: "A*", number: X')),
        overrides(("a", "customer: Acme"), ("b", "customer: Acme, number: X")),
    ),
    ("unreachable-step", guard('{days_overdue: ">= 30"}'), guard('{days_overdue: ">= 91"}')),
    ("unreachable-step", guard('{days_until_due: "> 0"}'), guard('{days_until_due: "> 5"}')),
    (
        "unreachable-step",
        guard('{any: [{balance: "< 10"}, {balance: ">= 10"}]}'),
        guard('{any: [{balance: "< 10"}, {balance: "> 10"}]}'),
    ),
    ("unreachable-step", guard('{balance: ">= 0"}'), guard('{balance: ">= 1"}')),
    (
        "few-ways-to-pay",
        company("Ana <a@x.example>", *FOUR[1:], "Cash"),
        company("A <a@x.example>", *FOUR),
    ),
    ("unreachable-route", routes('"M*"', '"MKT-*"'), routes('"MKT-*"', '"M*"')),
    ("missing-text", routes('"MKT-*"'), routes('"MKT-*", not: {reference: none}')),
    ("missing-text", routes('"!= MKT-*"'), routes('"MKT-*", customer: "Acme*"')),
    ("missing-text", guard("{class: [Gifts, Trade]}"), guard("{class: [Gifts, none]}")),
    ("missing-text", guard("{department: Sales}"), guard("{department: none}")),
    (
        "missing-text",
        ALL + segments(few="{country: DE}", fewer="{invoices_paid: 1}"),
        ALL + segments(few="{country: DE, group: Trade}", fewer="{invoices_paid: 1}"),
    ),
    (
        "missing-text",
        guard("{any: [{reference: X}, {balance: '< 1'}]}"),
        guard("{all: [{not: {reference: none}}, {any: [{reference: X}, {balance: '< 1'}]}]}"),
    ),
    ("overlap", policies(mine="new"), policies(mine="new", prompt_payers="prompt")),
    (
        "overlap",
        ladder(
            "step: a, at: 7 days after due, letter: mine",
            "step: b, at: 1 week after due, letter: mine",
        ),
        ladder(
            "step: a, at: 7 days after due, letter: mine",
            "step: b, at: 8 days after due, letter: mine",
        ),
    ),
    (
        "gap",
        segments(export='{country: "!= NZ"}'),
        segments(export='{country: "!= NZ"}') + policies(x="export"),
    ),
    ("gap", override("late payers", "group: VIP", "for: [late]"), override("x", "group: VIP")),
    (
        "gap",
        overrides(
            ("late payers", "group: A", "for: [late]"), ("y", 'group: "!= B"', "for: [late]")
        ),
        overrides(
            ("late payers", "group: A", "for: [late]"), ("y", 'group: "!= A"', "for: [late]")
        ),
    ),
    (
        "before-the-invoice",
        f"{COMPANY}  terms: [7 days, 30 days]",
        f"{COMPANY}  terms: [10 days, 30 days]",
    ),
    (
        "tone",
        ladder(
            "step: a, at: 3 days after due, letter: check-in",
            "step: b, at: 10 days after due, letter: nudge",
            "step: c, at: 20 days after due, letter: senior-note",
        ),
        ladder(
            "step: a, at: 3 days after due, letter: nudge",
            "step: b, at: 10 days after due, letter: check-in",
            "step: o, at: 15 days after due, letter: instalments",
            "step: c, at: 20 days after due, letter: senior-note",
        ),
    ),
    (
        "no-fallback",
        ladder("step: a, at: on due, letter: mine, to: [accounts-payable]"),
        ladder("step: a, at: on due, letter: mine, to: [accounts-payable, owner]"),
    ),
    (
        "no-fallback",
        # the fallback is for whoever the ledger gives no address of
        ladder("step: a, at: on due, letter: mine, to: [cfo]") + "\ncontacts: {fallback: [owner]}",
        ladder("step: a, at: on due, letter: mine, to: [contact]"),
    ),
    (
        "no-owner",
        policies(late_payers="late").replace("channel: phone", "letter: nudge"),
        policies(late_payers="late"),
    ),
    ("no-thanks", "thanks: none", "thanks: {when: {paid: any time}, letter: thanks}"),
    (
        "few-ways-to-pay",  # four in EUR, and three in USD
        company("Ana <a@x.example>", "card", "cash", *EUROS, "{way: Zelle, for: USD}"),
        company("Ana <a@x.example>", "card", "cash", "cheque", *EUROS, "{way: Zelle, for: USD}"),
    ),
    (
        "few-ways-to-pay",
        company("Ana <a@x.example>", *FOUR[:3]),
        company("Ana <a@x.example>", *FOUR),
    ),
    (
        "idle-allow",
        "allow: {no-thanks: they are thanked by phone}",
        "thanks: none\nallow: {no-thanks: they are thanked by phone}",
    ),
    *(
        (
            "no-quiet",
            f"remove: [{hold}]",
            f"guards: [{{hold: {hold}, when: {{{fact}: '< 9 days'}}}}]",
        )
        for hold, fact in (
            ("replied", "days_since_reply"),
            ("called", "days_since_call"),
            ("paid lately", "days_since_payment"),
        )
    ),
    ("idle-test", guard('{paid_late_share: "> 100%"}'), guard('{paid_late_share: "> 99%"}')),
    ("idle-test", guard('{open_invoices: "< 1"}'), guard('{open_invoices: "< 2"}')),
    ("idle-test", guard('{open_invoices: "< 1"}'), guard("{open_invoices: 0}") + NEWS),
    (
        "idle-test",  # the guard asks about an invoice: an announcement has none
        guard("{open_invoices: 0, number: A}") + NEWS,
        guard("{open_invoices: 1, number: A}") + NEWS,
    ),
    ("idle-test", guard('{balance: "<= 0"}'), guard('{balance: "<= 0.5"}')),
    ("idle-test", guard('{total_due: "> 0"}'), guard('{total_due: "> 0 NZD"}')),
    ("idle-test", override("x", "open_invoices: 0"), override("x", "open_invoices: 3")),
    ("idle-test", override("x", 'amount: "= 0"'), override("x", 'overdue_balance: "= 0"')),
    (
        "idle-test",  # who owes nothing is thanked, and may get a statement
        segments(few='{open_invoices: "< 0"}'),
        ALL + segments(few='{open_invoices: "< 1"}', fewer='{total_due: "<= 0"}'),
    ),
    ("unreachable-step", guard('{open_invoices: ">= 1"}'), guard('{open_invoices: "> 1"}')),
    ("idle-test", guard("{open_invoices: [2.5, 3]}"), guard("{open_invoices: [2, 3]}")),
    ("idle-test", guard('{days_since_reply: "< 0 days"}'), guard('{days_since_reply: "< 1 day"}')),
    (
        "idle-test",
        guard('{number: A, any: [{tag: a}, {not: {invoices_paid: ">= 0"}}]}'),
        guard('{number: A, any: [{tag: a}, {not: {invoices_paid: ">= 1"}}]}'),
    ),
    (
        "idle-test",
        guard('{days_overdue: "> 5", days_until_due: "> 5"}'),
        guard('{days_overdue: "> 5", days_until_due: "< 5"}'),
    ),
    (
        "idle-test",
        routes('x, any: [{amount: "> 9", all: [{amount: "< 9"}]}, {tag: a}]'),
        routes('x, any: [{amount: "> 9", all: [{amount: "< 10"}]}, {tag: a}]'),
    ),
    ("idle-test", guard("{part_paid: [yes, no]}"), guard("{part_paid: [no]}")),
    *(
        ("nameless-sender", company(nobody, *FOUR), company(somebody, *FOUR))
        for nobody, somebody in (
            ("Accounts Team <accounts@x.example>", "Ana Reid <accounts@x.example>"),
            ("Accounts Receivable <ar@x.example>", '"Ana Reid, Accounts <ar@x.example>"'),
            ("Maple Florist <accounts@maple.example>", "Ana Reid <accounts@reid.example>"),
            ("Maple Florist <hi@maple-florist.example>", "Ana Reid <ana@ana-reid.example>"),
            (
                "Ana <a@x.example>, senior: The Director <mere@x.example>",
                'Ana <a@x.example>, senior: "Mere Tui, Director <mere@x.example>"',
            ),
        )
    ),
    ("nameless-sender", company("a@x.example", *FOUR), company("Ana <a@x.example>", *FOUR)),
]


@pytest.mark.parametrize(("rule", "trips", "passes"), RULEBOOKS)
def test_a_rule_of_rulebooks_finds_what_it_is_for_and_nothing_else(
    rule: str, trips: str, passes: str
) -> None:
    assert rule in names(remarks(trips))
    assert rule not in names(remarks(passes))


LETTERS = [
    ("no-pay-link", "{{ greeting }} {{ invoices }} is {{ when }}. {{ signature }}", KIND),
    (
        "no-pay-link",
        "{{ greeting }} {% for row in rows %}{{ row.due }}{% endfor %} {{ signature }}",
        "{{ greeting }} {% for row in rows %}{{ row.pay_link }}{% endfor %} {{ signature }}",
    ),
    ("no-name", "{{ greeting }} {{ table }} Kind regards, the accounts team", KIND),
    ("no-name", "Dear customer, {{ table }} {{ signature }}", KIND),
    ("no-day", "{{ greeting }} {{ invoices }} is overdue. {{ signature }}", KIND),
]
SAYINGS = [
    ("upon-receipt", "The invoice is due upon receipt.", "The invoice is due on Friday."),
    ("upon-receipt", "Terms: payable on\nreceipt.", "On receipt of your payment we ship."),
    ("haste", "Please pay immediately.", "Please tell me which day suits you."),
    ("haste", "Pay as soon as possible.", "You usually pay promptly."),
    ("haste", "This is URGENT.", "Thank you for paying so soon."),
    (
        "ultimatum",
        "If your payment has not been received in the next 5 days, we stop.",
        "If it helps, we can talk in the next 5 days.",
    ),
    (
        "ultimatum",
        "If we haven't heard from you by {{ today }}, we act.",
        "If you cannot pay by Friday, do tell us.",
    ),
    ("ultimatum", "Unless you pay we stop.", "We know that you pay well."),
    ("ultimatum", "This is our final notice.", "This is the last of three parts."),
    ("ultimatum", "We will be forced to act.", "We will be glad to help."),
    ("threat", "We will pass this to our lawyers.", "We will pass this to Jo."),
    ("threat", "We may take legal action.", "We may take a while."),
    ("threat", "It goes to a debt collection agency.", "It goes with our spring collection."),
    ("threat", "We will suspend your account.", "Thank you for your account of it."),
    ("upon-receipt", "Payable upon presentation.", "Thank you for the presentation."),
    ("haste", "Settle as soon as you can.", "Come as soon as you like."),
    ("ultimatum", "You have 48 hours to pay.", "You have 14 days to return it."),
    ("ultimatum", "We demand payment of this.", "You demand quality, and get it."),
    ("threat", "Your account has been placed on stop.", "Your account is at the Riverside stop."),
    ("threat", "We tell credit reference agencies.", "The credit note has your reference."),
    ("threat", "A recovery agency will call.", "We wish you a good recovery."),
    ("threat", "A winding-up petition may follow.", "We are winding down for Christmas."),
    ("threat", "We will see you in court.", "The tennis court is finished."),
    ("threat", "There will be consequences.", "There will be cake."),
    ("unagreed-fee", "A late payment penalty of 10% will be charged.", "Paying late is human."),
    (
        "unagreed-fee",
        "Interest will be added at 2% per month.",
        "Your interest in our work is kind.",
    ),
    ("capitals", "Your invoice is OVERDUE.", "Our IBAN stands on invoice {{ invoices }} in NZD."),
    ("capitals", "It is PAST DUE.", "It is due. See the PDF."),
    ("exclamation", "Pay now!", "{% if count != 1 %}Pay now.{% endif %}"),
]
LETTERS += [
    (rule, KIND.replace("Please", f"{trips} Please"), KIND.replace("Please", f"{passes} Please"))
    for rule, trips, passes in SAYINGS
]


@pytest.mark.parametrize(("rule", "trips", "passes"), LETTERS)
def test_a_rule_of_letters_finds_what_it_is_for_and_nothing_else(
    rule: str, trips: str, passes: str
) -> None:
    assert rule in names(remarks(MINE, trips))
    assert rule not in names(remarks(MINE, passes))


def test_a_fee_may_be_stated_once_it_was_agreed() -> None:
    letter = KIND.replace("Please", "A late fee of 1% a month was agreed. Please")
    agreed = f"{MINE}late_fee: {{agreed: yes, text: 1% a month}}\n"
    assert "unagreed-fee" not in names(remarks(agreed, letter))
    assert "unagreed-fee" in names(remarks(agreed.replace("yes", "no"), letter))


def test_a_letter_that_no_step_sends_is_found() -> None:
    [found] = remarks("", nudg=KIND)
    assert found.rule.name == "idle-letter"
    assert str(found.at) == "letters/nudg.md:1:1"
    assert 'Did you mean "nudge"?' in found.found.fix
    assert remarks("", nudge=KIND) == ()


ABROAD = [
    (
        "de",
        "upon-receipt",
        "Der Betrag ist zahlbar nach Erhalt.",
        "Der Betrag ist am Freitag fällig.",
    ),
    ("de", "haste", "Bitte zahlen Sie umgehend.", "Bitte nennen Sie uns einen Tag."),
    (
        "de",
        "ultimatum",
        "Sollte der Betrag nicht innerhalb von 5 Tagen eingehen, handeln wir.",
        "Wir antworten innerhalb von zwei Tagen.",
    ),
    ("de", "threat", "Wir schalten ein Inkassobüro ein.", "Wir schalten Ihren Zugang frei."),
    (
        "de",
        "upon-receipt",
        "Der Betrag ist bei Erhalt der Rechnung zu bezahlen.",
        "Nach Eingang Ihrer Zahlung danken wir Ihnen.",
    ),
    ("de", "haste", "Wir bitten um baldigste Zahlung.", "Wir danken Ihnen schon bald."),
    ("de", "haste", "Bitte zahlen Sie ohne weiteren Verzug.", "Das geht ohne weitere Umstände."),
    (
        "de",
        "ultimatum",
        "Sollte bis Freitag keine Zahlung eingehen, handeln wir.",
        "Falls Sie nicht bis Freitag zahlen können, sagen Sie es uns.",
    ),
    (
        "de",
        "ultimatum",
        "Wir bitten Sie, den Betrag spätestens am {{ today }} zu überweisen.",
        "Wir antworten Ihnen spätestens am Freitag.",
    ),
    ("de", "ultimatum", "Wir erinnern Sie letztmalig.", "Dies ist die letzte von drei Raten."),
    ("de", "ultimatum", "Sonst sehen wir uns gezwungen, zu handeln.", "Sie zahlen sonst früh."),
    ("de", "threat", "Wir leiten die Betreibung ein.", "Vielen Dank für die gute Betreuung."),
    ("de", "threat", "Wir werden Ihr Konto sperren.", "Unser Konto steht auf der Rechnung."),
    ("de", "threat", "Wir müssten die Lieferung einstellen.", "Die Lieferung kommt am Freitag."),
    ("es", "upon-receipt", "El pago a la recepción.", "El pago vence el viernes."),
    ("es", "upon-receipt", "Pague al recibir la factura.", "Avísenos al recibir la factura."),
    ("es", "upon-receipt", "Es pagadera a la vista.", "Tenemos a la vista su pedido."),
    ("es", "haste", "Pague lo antes posible.", "Díganos qué día le conviene."),
    ("es", "haste", "Le rogamos una respuesta a la brevedad.", "Con brevedad: vence el viernes."),
    ("es", "haste", "Pague sin más demora.", "Llegó con algo de demora."),
    ("es", "ultimatum", "Es el último aviso.", "Es el último de tres pagos."),
    (
        "es",
        "ultimatum",
        "Si no recibimos el pago en un plazo de cinco días, actuaremos.",
        "Respondemos en un plazo de dos días.",
    ),
    (
        "es",
        "ultimatum",
        "Si para entonces no ha pagado antes del viernes, actuaremos.",
        "Si algo no es correcto, lo arreglamos antes del viernes.",
    ),
    (
        "es",
        "ultimatum",
        "A menos que recibamos el pago, actuaremos.",
        "Si no le es posible pagar antes del viernes, díganos qué día le conviene.",
    ),
    ("es", "ultimatum", "De no recibir su pago, actuaremos.", "El motivo de no escribir fue otro."),
    ("es", "ultimatum", "No nos queda otra alternativa.", "Nos queda una pregunta."),
    ("es", "threat", "Iremos a los tribunales.", "Iremos a verle."),
    ("es", "threat", "Reclamaremos por vía judicial.", "Se lo enviamos por vía aérea."),
    ("es", "threat", "Pasará a una empresa de cobros.", "Nuestro departamento de cobros le ayuda."),
    ("es", "threat", "Suspenderemos el servicio.", "Suspenderemos la reunión del lunes."),
    ("fr", "upon-receipt", "Facture payable à réception.", "Facture payable vendredi."),
    ("fr", "haste", "Merci de payer immédiatement.", "Merci de nous dire quel jour vous convient."),
    ("fr", "ultimatum", "Ceci est une mise en demeure.", "Si cela vous aide, parlons-en."),
    ("fr", "threat", "Nous saisirons un huissier.", "Nous aimons faire court."),
    (
        "fr",
        "upon-receipt",
        "Merci de régler cette facture dès réception.",
        "Dès réception de votre paiement, nous expédions.",
    ),
    ("fr", "haste", "Réglez dans les meilleurs délais.", "Le délai vous convient-il ?"),
    ("fr", "haste", "Merci de payer au plus tôt.", "Vous payez toujours plus tôt que les autres."),
    (
        "fr",
        "ultimatum",
        "Si le règlement ne nous parvient pas sous 8 jours, nous agirons.",
        "Si vous ne pouvez pas régler avant le 4 décembre, dites-le-moi.",
    ),
    (
        "fr",
        "ultimatum",
        "Merci de régler dans un délai de huit jours.",
        "Nous répondons dans les deux jours.",
    ),
    ("fr", "ultimatum", "Sans réponse de votre part, nous agirons.", "Votre réponse me parvient."),
    ("fr", "ultimatum", "Nous serons contraints d’agir.", "Nous serons heureux de vous aider."),
    ("fr", "ultimatum", "Ceci est notre ultime relance.", "Voici le dernier des trois versements."),
    (
        "fr",
        "threat",
        "Nous engagerons une injonction de payer.",
        "Nous souhaitons la poursuite de notre collaboration.",
    ),
    (
        "fr",
        "threat",
        "Nous allons suspendre votre accès.",
        "Nous suspendons le rappel de cette facture.",
    ),
    ("fr", "capitals", "Facture ÉCHUE, merci.", "Notre SIRET et le PDF portent sur la TVA."),
]


@pytest.mark.parametrize(("language", "rule", "trips", "passes"), ABROAD)
def test_the_bad_habits_are_known_in_every_language_that_letters_come_in(
    language: str, rule: str, trips: str, passes: str
) -> None:
    name = f"{language}/mine"
    bad, good = (KIND.replace("Please", f"{said} Please") for said in (trips, passes))
    assert names(remarks(MINE, **{name: bad})) == {rule}
    assert remarks(MINE, **{name: good}) == ()


def test_a_company_that_writes_german_is_read_in_german() -> None:
    german = COMPANY + "  language: de\n" + MINE
    assert names(remarks(german, KIND.replace("Please", "Zahlen Sie umgehend."))) == {"haste"}
    assert remarks(german, KIND.replace("Please", "Due upon receipt.")) == ()


def test_a_segment_with_a_policy_is_no_gap_however_many_others_there_are() -> None:
    """More than can be tried: forty contracts beside the policies of the segments."""
    contracts = [
        (f"c{n}", f'any: [{{tag: t{n}}}, {{group: g{n}, balance: "> {n}"}}]') for n in range(40)
    ]
    assert "gap" not in names(remarks(overrides(*contracts)))


def test_what_has_no_reference_is_told_once_for_all_routes() -> None:
    [found] = [
        each.found for each in remarks(routes("A", '"B*"', "C")) if each.rule.code == "GT117"
    ]
    assert found.says == (
        'The route to "jo@x.example" asks for the reference, and so do 2 more of them. An invoice '
        "without one is held: it cannot be told whether it is meant."
    )
    assert found.fix == (
        'Write "not: {reference: none}" beside it, and what has none is not meant; or name the '
        "customers who always have one."
    )


READERS = """\
contacts:
  languages: [{language: de-AT, when: {country: AT}}]
  people: [{person: Ivy Chan <ivy@acme.example>, of: Acme, language: fr}]
"""


def test_a_letter_of_our_own_is_missed_by_whoever_reads_another_language() -> None:
    found = {remark.found.says: remark.found.fix for remark in remarks(READERS, nudge=KIND)}
    assert found == {
        'The letter "nudge" is yours in English; whoever reads German gets '
        '"goodterms/gentle/letters/de/nudge.md".': "Write letters/de/nudge.md, or allow it.",
        'The letter "nudge" is yours in English; whoever reads French gets '
        '"goodterms/gentle/letters/fr/nudge.md".': "Write letters/fr/nudge.md, or allow it.",
    }
    says = [remark.found.says for remark in remarks(READERS + MINE) if remark.rule.code == "GT211"]
    assert says[0] == (
        'The letter "mine" is yours in English; whoever reads German gets it in English.'
    )


TITLED = f"{COMPANY}  senior: Mere Tui, Director <mere@x.example>\n"
FEE = "late_fee: {agreed: yes, text: %s}\n"


def test_a_title_and_a_late_fee_are_missed_in_a_language_that_is_read() -> None:
    fee = {"mine": KIND.replace("Please", "{{ late_fee }} Please")}
    german = 'contacts: {languages: [{language: de, when: {customer: "*"}}]}\n'
    everywhere = {"de/mine": fee["mine"]}
    book = f"{TITLED}{german}{MINE}{FEE}"
    found = {r.found.says: r.found.fix for r in remarks(book % "As agreed.", **fee, **everywhere)}
    assert found == {
        'The title "Director" stands untranslated below letters in German.': (
            'Write "titles: {Director: {de: ...}}" under "company:".'
        ),
        "The late fee is told in English in letters in German.": (
            'Write "text: {en: ..., de: ...}".'
        ),
    }
    both = (book % "{en: As agreed., de: Wie vereinbart.}").replace(
        "  senior:", "  titles: {Director: {de: Direktorin}}\n  senior:"
    )
    assert remarks(both, **fee, **everywhere) == ()


def test_details_that_are_told_by_language_are_missed_in_another_that_is_read() -> None:
    way = "{way: card by phone, details: %s}"
    book = READERS + COMPANY.replace("card by phone", way) + MINE
    own = {"mine": KIND, "de/mine": KIND, "fr/mine": KIND}
    [found] = remarks(book % "{en: ring 555 0134, de: Telefon 555 0134}", **own)
    assert found.found.says == (
        'The details of "card by phone" are told in English in letters in French.'
    )
    assert found.found.fix == 'Write "details: {en: ..., de: ..., fr: ...}".'
    assert remarks(book % "555 0134", **own) == ()


def test_where_every_reader_gets_our_own_words_nothing_is_said() -> None:
    assert remarks(READERS, **{"nudge": KIND, "de/nudge": KIND, "fr/nudge": KIND}) == ()
    assert remarks(READERS, **{"de/nudge": KIND}) == ()
    assert remarks("", nudge=KIND) == ()
    assert remarks(READERS) == ()


def test_every_language_of_letters_has_its_expressions() -> None:
    for expressions in (UPON_RECEIPT, HASTE, ULTIMATUM, THREAT):
        assert set(expressions) == set(PHRASES)


BESIDE = [
    ("idle-letter", "", {"nudg": KIND}, {"nudge": KIND}),
    ("untranslated", READERS, {"nudge": KIND}, {"de/nudge": KIND, "fr/nudge": KIND}),
]


@pytest.mark.parametrize(("rule", "book", "trips", "passes"), BESIDE)
def test_a_rule_of_the_letters_beside_a_rulebook_finds_what_it_is_for(
    rule: str, book: str, trips: dict[str, str], passes: dict[str, str]
) -> None:
    assert rule in names(remarks(book, **trips))
    assert rule not in names(remarks(book, **passes))


def test_every_rule_is_tried() -> None:
    """Whoever adds a rule adds to the lists above what trips it and what does not."""
    tried = {rule for rule, *_ in (*RULEBOOKS, *LETTERS, *BESIDE)} | {"unknown-group"}
    assert tried == {rule.name for rule in RULES}


def test_a_group_that_nobody_is_in_is_found_where_the_groups_are_known() -> None:
    asking = f"rulebook: 1\nextends: goodterms/gentle\n{COMPANY}{guard('{group: [Trde, VIP]}')}\n"
    book = load_rulebook(RulebookSource("rules.yaml", asking), resolve).rulebook
    assert book is not None
    [found] = lint(replace(book, groups=frozenset({"Trade", "Vip"})))
    assert (found.rule.name, found.found.fix) == ("unknown-group", 'Did you mean "Trade"?')
    assert lint(book) == lint(replace(book, groups=frozenset({"Trde", "VIP", "Trade"}))) == ()


def test_codes_and_names_are_each_one_rule() -> None:
    words = [word for rule in RULES for word in (rule.code, rule.name)]
    assert len(words) == len(set(words))


# Standard texts of open-source peers, in our words: each asks for the money within days, or else.
PEERS = {
    "credit control, level 3": "If your payment has not been received in the next 5 days, your "
    "file will be transferred to our debt collection agency.",
    "credit control, level 1": "It seems that this invoice remains unpaid. Please take steps to "
    "carry out this payment in the next 8 days.",
    "follow-up": "It is essential that payment is made, otherwise we will have to consider "
    "placing a stop on your account.",
    "dunning, last level": "This is our last reminder before we hand your file over.",
}


@pytest.mark.parametrize("said", PEERS.values(), ids=PEERS)
def test_the_standard_letters_of_open_source_peers_are_ultimatums(said: str) -> None:
    assert "ultimatum" in names(remarks(MINE, KIND.replace("Please", f"{said} Please")))


@pytest.mark.parametrize("base", rulebooks.SHIPPED)
def test_a_shipped_base_passes_with_a_named_sender_and_four_ways_to_pay(base: str) -> None:
    text = f"rulebook: 1\nextends: goodterms/{base}\n{COMPANY}"
    loaded = load_rulebook(RulebookSource("rules.yaml", text, {}), resolve)
    assert loaded.rulebook is not None
    assert lint(loaded.rulebook) == ()


@settings(max_examples=60, deadline=None)
@given(
    example=st.sampled_from(EXAMPLES),
    cuts=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=4),
)
def test_whatever_loads_can_be_linted(example: str, cuts: list[tuple[int, int]]) -> None:
    """Lines of the examples in the place of others: where a rulebook is left, it is linted."""
    lines = example.splitlines()
    for one, other in cuts:
        lines[one % len(lines)] = lines[other % len(lines)]
    loaded = load_rulebook(RulebookSource("rules.yaml", "\n".join(lines)), resolve)
    for remark in lint(loaded.rulebook) if loaded.rulebook else ():
        assert remark.at.line > 0
        assert remark.found.says.endswith((".", '"'))


def test_a_finding_stands_where_the_words_stand() -> None:
    body = KIND.replace("Please", "We ask you to pay\nimmediately. Please")
    [found] = remarks(MINE, f"Subject: Yours\nTone: friendly\n\n\n{body}")
    assert str(found.at) == "letters/mine.md:12:1"
    [found] = remarks(MINE, f"Subject: About {{{{ invoices }}}}!\n\n{KIND}")
    assert str(found.at) == "letters/mine.md:1:30"


def test_a_letter_says_its_own_tone() -> None:
    steps = (
        "step: a, at: 3 days after due, letter: mine",
        "step: b, at: 9 days after due, letter: nudge",
        "step: c, at: 20 days after due, letter: check-in",
    )
    for tone, broken in (("firm", True), ("concerned", True), ("friendly", False)):
        found = names(remarks(ladder(*steps), f"Subject: Yours\nTone: {tone}\n\n{KIND}"))
        assert ("tone" in found) is broken


@pytest.mark.parametrize("word", ["GT110", "gt110", "no-thanks"])
def test_a_rule_is_allowed_by_code_or_name_with_a_reason(word: str) -> None:
    [found] = remarks(f'thanks: none\nallow: {{{word}: "we agreed it with the client"}}')
    assert found.rule.code == "GT110"
    assert found.allowed == "we agreed it with the client"


def test_what_a_base_allows_stays_allowed() -> None:
    base = (
        f"rulebook: 1\nextends: goodterms/gentle\n{COMPANY}thanks: none\nallow: {{GT110: agreed}}\n"
    )
    mine = "rulebook: 1\nextends: base.yaml\nallow: {GT111: agreed as well}\n"
    sources = {"base.yaml": RulebookSource("base.yaml", base)}
    loaded = load_rulebook(
        RulebookSource("rules.yaml", mine), lambda name, by: sources.get(name) or resolve(name, by)
    )
    assert loaded.rulebook is not None
    assert [remark.allowed for remark in lint(loaded.rulebook)] == ["agreed"]


MISALLOWED = [
    (
        "{GT999: agreed}",
        '"GT999" is no rule of the linter. Did you mean "GT209"?',
    ),
    ("{no-thank: agreed}", '"no-thank" is no rule of the linter. Did you mean "no-thanks"?'),
    ("{GT110: }", "A value is missing here. Write one, or delete the key."),
    (
        "{GT110: agreed, no-thanks: agreed}",
        "The rule GT110 is allowed twice; first on line 4. Keep one of them.",
    ),
    ("none", 'Allow is a mapping of keys to values, not the text "none".'),
]


@pytest.mark.parametrize(("written", "says"), MISALLOWED)
def test_what_cannot_be_allowed_is_a_mistake(written: str, says: str) -> None:
    assert [said for said in problems(f"allow: {written}") if said.startswith(says)] != []


def test_a_letter_with_an_unknown_tone_is_a_mistake() -> None:
    letter, found = read_letter("mine", f"Subject: Yours\nTone: grim\n\n{KIND}", "letters/mine.md")
    assert letter is None
    [problem] = found
    assert str(problem.place) == "letters/mine.md:2:6"
    assert problem.says == '"Tone: grim" names no tone of a letter.'
    assert problem.hint == "There are: friendly, plain, concerned, firm."


def test_the_tone_is_no_part_of_the_letter() -> None:
    read, _ = read_letter("mine", f"Subject: Yours\nTone: Firm\n\n{KIND}", "letters/mine.md")
    assert read is not None
    assert read.tone is Tone.FIRM
    assert read.body == KIND
