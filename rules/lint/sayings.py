"""The trade's bad habits of speech, as expressions by language; a blank in one is any space."""

from typing import Final

ANY: Final = "*"
"""Any language."""
GAP: Final = "\ue000"
"""Stands for each character of a placeholder."""

_SAME: Final = r"(?:(?![.!?]).)"
"""Any character of the same sentence."""
_NOT: Final = r"(?:\bnot\b|(?<!ca)n['’]t\b|\bno\b|\bunpaid\b|\boutstanding\b|\bremains?\b|\bfail)"
_COUNT: Final = r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty)"
_SOON: Final = rf"(?:within|in) (?:the )?(?:next |another )?{_COUNT} (?:\w+ )?(?:hour|day|week)s?\b"
_BY: Final = (
    rf"by (?:the )?(?:{GAP}|\d|end of|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|close of)"
)

_CANNOT: Final = rf"{_SAME}{{0,120}}?\b(?:können|könnten|möglich|schaffen|passt)\b"
"""In German: who cannot pay by a day is asked to say so, which is help."""

_PAGAR: Final = (
    r"(?:pag(?:o|a|u|ar|ad)|abon(?:o|a|e|ar|ad)|liquid|salda|regulari[zc]|ingres|transf|efect"
    r"|recib|respond|respuesta|noticias|lleg|atend|atiend)\w*"
)
_PLAZO: Final = (
    r"(?:en (?:el|un) plazo|dentro de|antes del?|hasta el|en (?:los|las) próxim[oa]s"
    r"|en \d+ (?:\w+ )?(?:horas|días))"
)
_PUEDE: Final = rf"{_SAME}{{0,60}}?\b(?:pued[ae]n?|pudier[ae]n?|podrán?|posible|convien[ea])\b"
"""In Spanish: who cannot pay by a day is asked to say so, which is help."""

UPON_RECEIPT: Final = {
    "en": r"(?i)"
    r"\b(?:due|payable|payment|pay) (?:up)?on (?:receipt|presentation)\b",
    "de": r"(?i)\b(?:zahlbar|fällig) (?:sofort )?(?:nach|bei|mit) (?:dem )?(?:\w+)?(?:erhalt|eingang)\b"
    r"|\b(?:nach|bei|mit) (?:\w+)?(?:erhalt|eingang)(?: (?:der|dieser|unserer) Rechnung)?"
    r" (?:ohne Abzug )?(?:fällig|zahlbar|zu (?:be)?zahlen|zu begleichen)\b"
    r"|\bsofort (?:ohne Abzug )?(?:fällig|zahlbar)\b|\b(?:fällig|zahlbar|per) sofort\b",
    "es": r"(?i)\b(?:pagader[oa]s?|pagos?|pagar|vencen?|vencimiento|exigibles?) "
    r"(?:a|al|tras|contra) (?:la |su )?(?:recepción|recibo|vista)\b"
    r"|\b(?:pagar|pague|pago|abonar|abone|vencen?) (?:al|tras) recibir",
    "fr": rf"(?i)\b(?:payables?|payer|paiement|régler|règlement|exigibles?|dues?|dû)\b{_SAME}{{0,20}}?"
    r" (?:dès|à) (?:la |sa )?réception\b",
}

HASTE: Final = {
    "en": r"(?i)"
    r"\b(?:immediate(?:ly)?|at once|without (?:any )?(?:further )?delay|right away|straight ?away"
    r"|urgent(?:ly)?|asap|as soon as (?:possible|you can)|at your earliest convenience)\b",
    "de": r"(?i)\b(?:umgehend\w*|unverzüglich\w*|sofort(?:ig\w*)?|dringend\w*|eilig\w*|eilt"
    r"|(?:schnellst|ehest|raschest)(?:möglich\w*|ens)|bald(?:igst|möglichst)\w*|ohne (?:weiteren )?"
    r"(?:Verzug|Aufschub)|ohne (?:weitere )?Verzögerung|so (?:schnell|bald|rasch) (?:wie|als) möglich)\b",
    "es": r"(?i)\b(?:inmediat\w+|sin (?:(?:más|mayor) )?(?:demora|dilación|tardanza|falta)"
    r"|lo (?:antes|más (?:pronto|rápido)) posible|(?:tan pronto|en cuanto) (?:como )?(?:le )?sea posible"
    r"|cuanto antes|a la (?:mayor )?brevedad|(?:ahora|ya) mismo|urge|urgen(?:te|temente|cia))\b",
    "fr": r"(?i)\b(?:immédiat\w*|sans (?:plus )?(?:délai|tarder|attendre)"
    r"|dans les (?:plus brefs|meilleurs) délais|à (?:très )?bref délai|au plus (?:vite|tôt)"
    r"|le plus (?:vite|tôt|rapidement) possible|(?:dès|aussitôt) que possible"
    r"|sur-le-champ|instamment|urgen(?:t|ce)\w*|urgemment)\b",
}

ULTIMATUM: Final = {
    "en": r"(?i)"
    rf"\bif {_SAME}{{0,80}}?{_NOT}{_SAME}{{0,80}}?\b(?:{_SOON}|{_BY})"
    rf"|\b(?:carry out|make|effect|send|remit) (?:this|the|your|full)? ?payment {_SAME}{{0,40}}?{_SOON}"
    rf"|\bunless {_SAME}{{0,80}}?\b(?:pay|paid|payment|receiv\w*|settle\w*|hear)\b"
    r"|\bfail(?:ure|ing)? to (?:pay|settle|respond|reply|comply|make payment|do so)\b"
    r"|\b(?:final|last) (?:notice|demand|warning|reminder|chance|opportunity|request)\b"
    r"|\bwe (?:will|shall|would) (?:then )?(?:be (?:forced|obliged|compelled)"
    r"|have no (?:choice|option|alternative))\b"
    r"|\b(?:leaves? us|left) (?:with )?no (?:choice|option|alternative)\b"
    r"|\botherwise,? we (?:will|shall|must)\b"
    rf"|\byou (?:now )?have (?:only )?(?:{GAP}+|{_COUNT}) (?:\w+ )?(?:hour|day)s? (?:left )?to (?:pay|settle)\b"
    r"|\bwe (?:hereby |must )?(?:demand|insist on) (?:\w+ ){0,2}payment\b"
    r"|\bor else\b",
    "de": r"(?i)\b(?:aller)?letzte\w? (?:Mahnung|Frist|Aufforderung|Erinnerung|Zahlungserinnerung|Mal|Möglichkeit)\b"
    r"|\bletztmal(?:s|ig\w*)\b|\bfruchtlos\w*|\b(?:Nachfrist|Fristsetzung|setzen wir Ihnen)\b"
    rf"|\b(?:sollten?|wenn|falls) (?!{_CANNOT}){_SAME}{{0,80}}?\b(?:nicht|kein\w*) {_SAME}{{0,60}}?"
    r"\b(?:innerhalb|binnen|bis)\b"
    rf"|\b(?:sollten?|wenn|falls) (?!{_CANNOT}){_SAME}{{0,80}}?\b(?:innerhalb|binnen|bis) "
    rf"{_SAME}{{0,60}}?\b(?:nicht|kein\w*)\b"
    rf"|\b(?:zahlen|überweisen|begleichen) Sie {_SAME}{{0,60}}?\b(?:innerhalb|binnen|spätestens)\b"
    rf"|\b(?:innerhalb|binnen|spätestens) {_SAME}{{0,60}}?\bzu (?:be)?(?:zahlen|überweisen|begleichen)\b"
    r"|\b(?:andernfalls|ansonsten|sonst) (?:sehen|werden|müssen|sind) wir\b"
    rf"|\bwir (?:uns )?{_SAME}{{0,30}}?\b(?:gezwungen|genötigt)\b|\bkeine andere Wahl\b",
    "es": r"(?i)\b(?:últim[oa]|final) (?:aviso|requerimiento|recordatorio|advertencia|oportunidad"
    r"|reclamación|notificación|plazo)\b|\b(?:aviso|requerimiento) final\b|\bultimátum\b"
    rf"|\bsi (?!{_PUEDE}){_SAME}{{0,60}}?\bno {_SAME}{{0,40}}?\b{_PAGAR}{_SAME}{{0,60}}?\b{_PLAZO}"
    rf"|\b(?:pagar|pague|pago|abon(?:ar|e|o)|liquide|ingrese|transfiera) {_SAME}{{0,40}}?"
    r"\ben (?:el|un) plazo (?:máximo )?de\b"
    rf"|\b(?:de no|(?:a menos|salvo|a no ser) que(?! (?:ya|haya))) {_SAME}{{0,40}}?\b{_PAGAR}"
    r"|\bplazo (?:improrrogable|máximo)\b|\bde no (?:ser así|hacerlo)\b"
    r"|\b(?:de lo|en caso) contrario\b|\ben caso de (?:impago|falta de pago)\b"
    r"|\bnos ver(?:emos|íamos) (?:obligad|forzad)[oa]s\b"
    r"|\bno (?:tendremos|nos (?:qued|dej)\w+) (?:más|otr[oa]) (?:remedio|opción|alternativa|salida)\b",
    "fr": r"(?i)\b(?:derni(?:er|ère)|ultime) (?:rappel|avis|avertissement|relance|demande|délai|chance)\b"
    r"|\bmise en demeure\b|\bmet(?:tons|tre) en demeure\b|\b(?:vous sommons|sommation)\b"
    rf"|\bsi {_SAME}{{0,60}}?\b(?:(?<!pouvez\s)pas|aucun) {_SAME}{{0,60}}?"
    rf"\b(?:sous|dans (?:les|un délai)|avant (?:le|{GAP}|\d)|d['’]ici)"
    rf"|\b(?:payer|régler|solder|règlement|paiement) {_SAME}{{0,40}}?"
    rf"\b(?:sous|dans (?:les|un délai de)|d['’]ici) (?:{GAP}+|\d+|huit|dix|quinze|trente) (?:jours|heures)\b"
    r"|\bsous (?:huitaine|quinzaine)\b|\bpassé (?:ce délai|cette date)\b"
    r"|\b(?:faute|à défaut) de (?:paiement|règlement|réponse|versement)\b"
    r"|\bsans (?:paiement|règlement|réponse|nouvelles?) de votre part\b"
    r"|\bnous (?:serons|serions|nous ver(?:r|ri)ons)"
    r" (?:contraint|obligé|forcé|dans l['’]obligation)(?:e?s)?\b"
    r"|\b(?:aurons|avons|aurions) (?:pas )?d['’]autre choix\b",
}

THREAT: Final = {
    "en": r"(?i)"
    r"\b(?:lawyers?|solicitors?|attorneys?|bailiffs?|legal (?:action|proceedings?|steps|advice"
    r"|measures|team|counsel|department)|(?:to|in|through) court|small claims|county court|court"
    r" (?:action|order|proceedings|claim|judge?ment)s?|sue (?:you|for)|lawsuit|litigation|prosecut\w+"
    r"|debt[ -]collect\w+|collections? (?:agenc(?:y|ies)|agents?|department|team|process)"
    r"|to (?:our |a |the )?collections?|credit (?:bureau|rating|score|agenc(?:y|ies)|reference|file)s?|recovery agen(?:cy|cies|ts?)"
    r"|winding[ -]up|statutory demand|insolvency|bankruptcy|there (?:will|may) be consequences"
    rf"|no longer (?:be able to )?suppl\w+|stop on your account|account {_SAME}{{0,20}}?on stop"
    r"|blacklist\w*|(?:suspend|stop|withdraw|disconnect|terminat)\w* (?:of )?(?:your|the|all) "
    r"(?:\w+ )?(?:services?|accounts?|suppl(?:y|ies)))\b",
    "de": r"(?i)\b(?:(?:Rechts)?anw[aä]lt\w*|Inkasso\w*|gericht(?:lich\w*)?|Mahnverfahren|Mahnbescheid\w*"
    r"|rechtliche\w* Schritte\w*|Rechtsweg\w*|(?:ver)?klagen|Klage|\w*vollstreck\w*|Schufa|Kreditschutzverband"
    r"|Betreibung\w*|Betreibungsamt\w*|Bonität\w*|(?:Liefer|Konto)sperre\w*"
    r"|(?:Lieferung|Leistung|Arbeit|Dienst)\w* (?:einzustellen|einstellen|aussetzen)"
    r"|(?:Konto|Zugang|Zugriff) (?:zu )?sperren)\b",
    "es": r"(?i)\b(?:abogad[oa]s?|tribunal(?:es)?|juzgados?|(?:ir|iremos|llev\w+) a juicio|embarg\w+|burofax|monitorio|ASNEF"
    r"|(?:acci(?:ón|ones)|medidas?|vías?|demandas?|reclamaci(?:ón|ones)|procedimientos?|procesos?) "
    r"(?:legal|judicial)(?:es)?|judicialmente|(?:departamento|asesoría|servicios) (?:jurídic|legal)\w*"
    r"|demandarl[eo]s?|(?:le|les|los) demandar\w+|moros[oa]s?|buró de crédito"
    r"|cobranzas?|recobros?|(?:agencia|empresa|gestora|despacho) de cobros?"
    r"|(?:suspend|cort|interrump|bloque)\w+ (?:sus?|el|la|los|las|nuestr[oa]s?) (?:servicios?"
    r"|suministros?|cuentas?|pedidos?|entregas?|acceso))\b",
    "fr": r"(?i)\b(?:avocats?|huissiers?|commissaires? de justice|tribuna(?:l|ux)|poursuites"
    r"|(?:action|saisir|poursuivre) (?:en|la) justice|voies? (?:judiciaire|de droit)|injonction de payer"
    r"|contentieux|recouvrement|service juridique"
    r"|(?:suspend|bloqu|résili|interromp)\w* (?:de )?(?:vos|votre|nos|toute) \w+"
    r"|suspension (?:de (?:vos|votre|nos|toute)|des?) \w+|cess\w+ (?:de vous livrer|toute livraison))\b",
}

FEE: Final = {
    "en": r"(?i)"
    r"\b(?:late(?:[ -]payment)? (?:fee|charge|penalt|interest)\w*|statutory interest"
    r"|(?:interest|surcharge|penalty) (?:\w+ ){0,5}(?:charged|added|accru\w+|appl\w+|payable)"
    r"|(?:charge|add|apply|accrue)(?: \w+){0,3} (?:interest|surcharge|penalty)"
    r"|\d+(?:[.,]\d+)? ?% (?:interest|(?:a|per) (?:day|week|month|year|annum)))\b",
    "de": r"(?i)\b(?:Verzugszins\w*|Verzugspauschale|Mahn(?:gebühr|spesen|kosten)\w*|Säumniszuschl\w+)",
    "es": r"(?i)\b(?:intereses? (?:de demora|moratorios?)|interés (?:de demora|moratorio)|recargos?)\b",
    "fr": r"(?i)\b(?:pénalités? de retard|intérêts? (?:de retard|moratoires?)|frais de retard"
    r"|indemnité forfaitaire)\b",
}

_KNOWN_CAPITALS: Final = (
    "IBAN|SWIFT|BACS|CHAPS|SEPA|GIRO|BPAY|ACH|PAYID|PAYPAL|HTML|PDF|NZBN|ABN|SIRET|SIREN"
)
CAPITALS: Final = {
    ANY: rf"\b(?!(?:{_KNOWN_CAPITALS})\b)[A-ZÀ-Þ]{{2,}}(?: (?!(?:{_KNOWN_CAPITALS})\b)[A-ZÀ-Þ]{{2,}})+\b"
    rf"|\b(?!(?:{_KNOWN_CAPITALS})\b)[A-ZÀ-Þ]{{4,}}\b",
}
