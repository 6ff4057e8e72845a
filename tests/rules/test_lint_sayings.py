"""What the linter takes for pressing, ultimatums, threats and fees, and the kind words that are none."""

import pytest

from rules.book.load import RulebookSource, load_rulebook
from rules.lint.lint import Remark, lint
from tests.rules.rulebooks import resolve

Sayings = dict[str, tuple[str, ...]]

ENGLISH_BAD: Sayings = {
    "ultimatum": (
        "We expect your payment no later than tomorrow, else your deliveries stop.",
        "If the balance is not settled, your account will be closed.",
        "Kindly settle the amount to avoid any further action.",
        "Pay by Friday to avoid disconnection.",
        "Non-payment will lead to consequences.",
        "You must pay by Friday or face consequences.",
        "Please pay within five days; otherwise we shall pause your orders.",
        "Should payment not reach us by Friday, we will have to suspend the service.",
        "Please settle within 7 days, or we will suspend your account.",
        "You have 7 days to pay.",
    ),
    "threat": (
        "We shall start proceedings.",
        "We may instruct our counsel.",
        "We will file a lien on your property.",
        "We will refer this to a third party.",
        "This will go to inkasso.",
        "We will list you as a defaulter.",
    ),
    "haste": (
        "Please pay right now.",
        "Please act now.",
        "Payment is due by return.",
    ),
    "unagreed-fee": (
        "1.5% per month accrues after the due date.",
        "We add an administration fee for late payment.",
        "A $25 reminder charge applies.",
        "We charge 8% p.a. on late amounts.",
        "If you do not pay, a late fee of 2% applies.",
        "A surcharge of NZD 10 will be added.",
        "We add 2 % per month.",
    ),
}
ENGLISH_KIND: Sayings = {
    "ultimatum": (
        "If you have not received the goods in 5 days, tell me.",
        "If you have not heard from us by Friday, do call me.",
        "If we can help within the next 5 days, tell me.",
        "Our reply comes no later than Friday.",
        "If it is not paid because something is wrong, we will stop the reminders.",
        "To avoid bank charges, you can pay by card.",
        "To avoid confusion, quote the number.",
        "Tell me, or we can talk it over on Monday.",
        "If you cannot pay this month, do tell us.",
        "Late payment is human.",
        "You can pay in parts, or we can call you.",
        "If the invoice is not right, we will cancel it.",
        "If it is not all paid, we will not stop talking.",
    ),
    "threat": (
        "Please pass this to Jo.",
        "Could you pass this on to the right person?",
        "We opened our new workshop.",
        "The proceedings of the fair are out.",
        "Please refer to the invoice number.",
    ),
    "haste": (
        "Our shop is busy right now.",
        "You can pay now by card.",
        "Return it by post.",
    ),
    "unagreed-fee": (
        "There is no late fee, ever.",
        "We do not charge interest, and no late fee will be added.",
        "You get 2% off.",
        "We never charge a late fee.",
        "There is no administration fee.",
    ),
}
GERMAN_BAD: Sayings = {
    "ultimatum": (
        "Sofern kein Zahlungseingang bis Freitag erfolgt, sperren wir Ihr Konto.",
        "Um weitere Kosten zu vermeiden, zahlen Sie bitte.",
        "Nichtzahlung führt zu Folgen.",
        "Bitte zahlen Sie, oder wir müssen handeln.",
        "Wenn der Betrag nicht beglichen wird, wird Ihr Konto gesperrt.",
    ),
    "threat": (
        "Ab Montag sperren wir Ihr Konto.",
        "Wir werden die Forderung an Dritte übergeben.",
        "Dann stellen wir die Lieferungen ein.",
    ),
    "unagreed-fee": (
        "Es fallen 8 % p. a. an.",
        "Wir erheben eine Bearbeitungsgebühr.",
        "Ab dem 1. Mai fallen Mahngebühren an.",
    ),
}
GERMAN_KIND: Sayings = {
    "ultimatum": (
        "Wenn Sie die Ware bis Freitag nicht erhalten haben, rufen Sie mich an.",
        "Falls Sie bis Freitag nicht zahlen können, sagen Sie es uns.",
        "Um Ihnen zu helfen, rufen wir gern an.",
        "Wenn etwas nicht stimmt, schreiben Sie mir.",
        "Sollten Sie nicht zuständig sein, sagen Sie es uns bitte.",
    ),
    "threat": (
        "Wir stellen Ihnen gern eine Kopie aus.",
        "Im dritten Stock übergeben wir die Ware.",
    ),
    "unagreed-fee": (
        "Es fallen keine Mahngebühren an.",
        "Das ist ohne Bearbeitungsgebühr.",
        "Sie erhalten 2 % Skonto.",
    ),
}
SPANISH_BAD: Sayings = {
    "ultimatum": (
        "Si no liquida el saldo, cerraremos su cuenta.",
        "Para evitar la suspensión, pague el viernes.",
        "Rogamos abone el importe a más tardar mañana.",
        "El impago supondrá recargos.",
        "Pague el viernes o suspenderemos el servicio.",
        "La demora tendrá consecuencias.",
    ),
    "threat": (
        "Iniciaremos un procedimiento.",
        "Cederemos la deuda a un tercero.",
    ),
    "haste": (
        "Debe pagar ya.",
        "Pague ya la factura.",
    ),
    "unagreed-fee": (
        "Se aplica un 8 % anual.",
        "Hay gastos de reclamación.",
    ),
}
SPANISH_KIND: Sayings = {
    "ultimatum": (
        "Si no ha recibido la mercancía en 5 días, dígame.",
        "Si no puede pagar antes del viernes, dígamelo.",
        "Para evitar errores, indique el número.",
        "Si el importe no es correcto, dígamelo.",
    ),
    "threat": (
        "Hemos iniciado el trabajo.",
        "Lo entregamos a su equipo.",
    ),
    "haste": (
        "Ya puede pagar en línea.",
        "Puede pagar ya con tarjeta.",
        "No debe pagar ya nada.",
        "Pague ya sea con tarjeta o por transferencia.",
    ),
    "unagreed-fee": (
        "No hay ningún recargo.",
        "Sin gastos de gestión.",
        "Tiene un 2 % de descuento.",
    ),
}
FRENCH_BAD: Sayings = {
    "ultimatum": (
        "Si le solde n'est pas réglé, votre compte sera fermé.",
        "Pour éviter la coupure, réglez vendredi.",
        "Sous peine de suspension.",
        "Merci de régler au plus tard demain.",
        "Réglez vendredi, sinon nous agirons.",
        "Le non-paiement entraînera des suites.",
    ),
    "threat": (
        "Nous engagerons une procédure.",
        "Nous transmettrons le dossier à un tiers.",
    ),
    "unagreed-fee": (
        "Nous comptons 8 % par an.",
        "Des frais de relance s'appliquent.",
    ),
}
FRENCH_KIND: Sayings = {
    "ultimatum": (
        "Si vous n'avez pas reçu la marchandise dans les 5 jours, appelez-moi.",
        "Si vous ne pouvez pas régler cette somme, nous suspendrons les relances.",
        "Pour éviter une erreur, indiquez le numéro.",
        "Si le montant n'est pas exact, écrivez-moi.",
    ),
    "threat": (
        "Nous lançons une collection.",
        "Remettez-le à Jo.",
    ),
    "unagreed-fee": (
        "Il n'y a pas de frais de dossier.",
        "Sans frais de gestion.",
        "Aucune pénalité de retard.",
        "Vous avez 2 % de remise.",
    ),
}
SAMPLES = [
    pytest.param(language, rule, bad[rule], kind.get(rule, ()), id=f"{language} {rule}")
    for language, bad, kind in (
        ("en", ENGLISH_BAD, ENGLISH_KIND),
        ("de", GERMAN_BAD, GERMAN_KIND),
        ("es", SPANISH_BAD, SPANISH_KIND),
        ("fr", FRENCH_BAD, FRENCH_KIND),
    )
    for rule in bad
]
FIRST = 5
"""The line of a letter on which the first of its sayings stands."""


def remarks(language: str, sayings: tuple[str, ...]) -> tuple[Remark, ...]:
    """What the linter says of one letter that says all this, each on a line of its own."""
    lines = "\n\n".join(sayings)
    text = (
        f"Subject: a\n\n{{{{ greeting }}}}\n\n{lines}\n\n{{{{ table }}}}\n\n{{{{ signature }}}}\n"
    )
    book = f"""\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <ana@maple.example>
  pay_by: [online, bank transfer, card by phone, direct debit]
  language: {language}
"""
    loaded = load_rulebook(RulebookSource("rules.yaml", book, {"nudge": text}), resolve)
    assert loaded.problems == ()
    assert loaded.rulebook is not None
    return lint(loaded.rulebook)


@pytest.mark.parametrize(("language", "rule", "bad", "kind"), SAMPLES)
def test_each_saying_is_found_on_its_line_and_kind_words_are_left_alone(
    language: str, rule: str, bad: tuple[str, ...], kind: tuple[str, ...]
) -> None:
    lines = {remark.at.line for remark in remarks(language, bad) if remark.rule.name == rule}
    assert [said for number, said in enumerate(bad) if FIRST + 2 * number not in lines] == []
    assert [remark.found.says for remark in remarks(language, kind)] == []


def test_the_name_of_a_firm_may_stand_in_capitals() -> None:
    assert (
        remarks("en", ("Our firm is ACME NZ Ltd, in NZD.", "We work for MAPLE HOLDINGS Limited."))
        == ()
    )
    assert len(remarks("en", ("Our firm is ACME NZ.", "It is PAST DUE."))) == 2
