"""The trade's bad habits of speech, as expressions by language; a blank in one is any space."""

from typing import Final

ANY: Final = "*"
"""Any language."""
GAP: Final = "\ue000"
"""Stands for each character of a placeholder."""

_SAME: Final = r"(?:(?![.!?]).)"
"""Any character of the same sentence."""
_COUNT: Final = r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty)"
_SOON: Final = rf"(?:within|in) (?:the )?(?:next |another )?{_COUNT} (?:\w+ )?(?:hour|day|week)s?\b"
_OWED: Final = (
    r"\b(?:pay|paid|payment|settl\w+|cleared|remit\w*|balance|outstanding|overdue|arrears)\b"
)
_TAKEN_AWAY: Final = (
    r"(?<!\bnot\s)\b(?:clos|suspen|stop|ceas|cancel|paus|withh[eo]ld|block|disconnect|terminat|escalat|withdraw"
    r"|fr[eo]{1,2}z|restrict|revok|interrupt|halt|cut)\w*\b"
    r"(?! (?:\w+ ){0,2}(?:remind|chas|mail|letter|messag|call))"
)
"""A consequence: something of the customer's ends, other than our own reminders."""

_PAGAR: Final = (
    r"(?:pag(?:o|a|u|ar|ad)|abon(?:o|a|e|ar|ad)|liquid|salda|regulari[zc]|ingres|transf|efect"
    r"|recib|respond|respuesta|noticias|lleg|atend|atiend)\w*"
)
_TERMINA: Final = (
    r"\b(?:cerr|suspend|cancel|bloque|cort|interrump|paraliz)\w*(?:emos|á|án|ad[oa]s?|id[oa]s?)\b"
)
"""In Spanish: something of the customer's ends."""
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
    r"|urgent(?:ly)?|asap|as soon as (?:possible|you can)|at your earliest convenience"
    r"|(?:pay|settle|transfer|act) (?:\w+ ){0,3}right now|act now|by return(?: of post)?)\b",
    "de": r"(?i)\b(?:umgehend\w*|unverzüglich\w*|sofort(?:ig\w*)?|dringend\w*|eilig\w*|eilt"
    r"|(?:schnellst|ehest|raschest)(?:möglich\w*|ens)|bald(?:igst|möglichst)\w*|ohne (?:weiteren )?"
    r"(?:Verzug|Aufschub)|ohne (?:weitere )?Verzögerung|so (?:schnell|bald|rasch) (?:wie|als) möglich)\b",
    "es": r"(?i)\b(?:inmediat\w+|sin (?:(?:más|mayor) )?(?:demora|dilación|tardanza|falta)"
    r"|lo (?:antes|más (?:pronto|rápido)) posible|(?:tan pronto|en cuanto) (?:como )?(?:le )?sea posible"
    r"|(?:(?<!no\s)(?:debe|deberá|tiene que|hay que) (?:pagar|abonar|liquidar)(?:l[oa]s?)?|(?:pague|abone|liquide)(?:l[oa]s?)?) ya(?! (?:que|sea)\b)"
    r"|cuanto antes|a la (?:mayor )?brevedad|(?:ahora|ya) mismo|urge|urgen(?:te|temente|cia))\b",
    "fr": r"(?i)\b(?:immédiat\w*|sans (?:plus )?(?:délai|tarder|attendre)"
    r"|dans les (?:plus brefs|meilleurs) délais|à (?:très )?bref délai|au plus (?:vite|tôt)"
    r"|le plus (?:vite|tôt|rapidement) possible|(?:dès|aussitôt) que possible"
    r"|sur-le-champ|instamment|urgen(?:t|ce)\w*|urgemment)\b",
}

ULTIMATUM: Final = {
    "en": r"(?i)"
    rf"{_OWED}{_SAME}{{0,60}}?\bor (?:we|your \w+) (?:will|shall|must|have to|may have to) (?:{_SAME}{{0,30}}?{_TAKEN_AWAY})"
    r"|\bor (?:you (?:will|may) )?(?:face|risk|incur|forfeit)\b"
    r"|\bto (?:avoid|prevent) (?:\w+ ){0,3}(?:action|disconnection|suspension|interruption|steps"
    r"|measures|consequences|escalation|closure|termination|cancellation"
    r"|(?:further|late|additional|extra) (?:charge|fee|cost)s?)\b"
    r"|\b(?:non-?payment|late payment|continued delay|further delay) (?:will|may|can|could|shall)\b"
    r"|\b(?:face|lead to|suffer|bear) (?:\w+ ){0,2}consequences\b"
    rf"|\b(?:carry out|make|effect|send|remit) (?:this|the|your|full)? ?payment {_SAME}{{0,40}}?{_SOON}"
    r"|\bunless (?:you|we|the|your|it)\b(?! (?:have|is|was|has been) (?:already )?paid)"
    rf"{_SAME}{{0,80}}?\b(?:pay|paid|payment|receiv\w*|settle\w*|hear)\b"
    r"|\bfail(?:ure|ing)? to (?:pay|settle|respond|reply|comply|make payment|do so)\b"
    r"|\b(?:final|last) (?:notice|demand|warning|reminder|chance|opportunity|request)\b"
    r"|\bwe (?:will|shall|would) (?:then )?(?:be (?:forced|obliged|compelled)"
    r"|have no (?:choice|option|alternative))\b"
    r"|\b(?:leaves? us|left) (?:with )?no (?:choice|option|alternative)\b"
    r"|\botherwise,? (?:we|your \w+) (?:will|shall|must)\b"
    rf"|\byou (?:now )?have (?:only )?(?:{GAP}+|{_COUNT}) (?:\w+ )?(?:hour|day)s? (?:left )?to (?:pay|settle)\b"
    r"|\bwe (?:hereby |must )?(?:demand|insist on) (?:\w+ ){0,2}payment\b"
    r"|(?:\bor|[,;]) else\b",
    "de": r"(?i)\b(?:aller)?letzte\w? (?:Mahnung|Frist|Aufforderung|Erinnerung|Zahlungserinnerung|Mal|Möglichkeit)\b"
    r"|\bletztmal(?:s|ig\w*)\b|\bfruchtlos\w*|\b(?:Nachfrist|Fristsetzung|setzen wir Ihnen)\b"
    rf"|\bum {_SAME}{{0,50}}?(?:Maßnahmen|Massnahmen|Schritte|Kosten|Gebühren|Sperr\w+|Unterbrechung\w*|Folgen|Konsequenzen) zu"
    r" (?:vermeiden|verhindern)\b"
    r"|\b(?:Nichtzahlung|Zahlungsverzug) (?:führt|hat|kann|wird)\b|\bKonsequenzen (?:haben|rechnen|tragen)\b"
    r"|\boder wir (?:müssen|werden|sperren|stellen|kündigen)\b"
    rf"|\b(?:zahlen|überweisen|begleichen) Sie {_SAME}{{0,60}}?\b(?:innerhalb|binnen|spätestens)\b"
    rf"|\b(?:innerhalb|binnen|spätestens) {_SAME}{{0,60}}?\bzu (?:be)?(?:zahlen|überweisen|begleichen)\b"
    r"|\b(?:andernfalls|ansonsten|sonst) (?:sehen|werden|müssen|sind|sperren|stellen|kündigen|stoppen) wir\b"
    rf"|\bwir (?:uns )?{_SAME}{{0,30}}?\b(?:gezwungen|genötigt)\b|\bkeine andere Wahl\b",
    "es": r"(?i)\b(?:últim[oa]|final) (?:aviso|requerimiento|recordatorio|advertencia|oportunidad"
    r"|reclamación|notificación|plazo)\b|\b(?:aviso|requerimiento) final\b|\bultimátum\b"
    rf"|\bo {_SAME}{{0,30}}?{_TERMINA}"
    r"|\bpara evitar (?:\w+ ){0,3}(?:acciones|medidas|cortes?|suspensi\w+|recargos|gastos|consecuencias"
    r"|interrupci\w+|cancelaci\w+)\b"
    r"|\b(?:impago|falta de pago) (?:\w+ )?(?:supon|conllev|tendr|dará|implic|acarre)\w*"
    r"|\b(?:afront|sufr|asum|enfrent|tendr|habr)\w*(?: \w+){0,2} consecuencias\b"
    rf"|\b(?:pagar|pague|pago|abon(?:ar|e|o)|liquide|ingrese|transfiera) {_SAME}{{0,40}}?"
    r"\ben (?:el|un) plazo (?:máximo )?de\b"
    rf"|\b(?:de no|(?:a menos|salvo|a no ser) que(?! (?:ya|haya))) {_SAME}{{0,40}}?\b{_PAGAR}"
    r"|\bplazo (?:improrrogable|máximo)\b|\bde no (?:ser así|hacerlo)\b"
    r"|\b(?:de lo|en caso) contrario\b|\ben caso de (?:impago|falta de pago)\b"
    r"|\bnos ver(?:emos|íamos) (?:obligad|forzad)[oa]s\b"
    r"|\bno (?:tendremos|nos (?:qued|dej)\w+) (?:más|otr[oa]) (?:remedio|opción|alternativa|salida)\b",
    "fr": r"(?i)\b(?:derni(?:er|ère)|ultime) (?:rappel|avis|avertissement|relance|demande|délai|chance)\b"
    r"|\bmise en demeure\b|\bmet(?:tons|tre) en demeure\b|\b(?:vous sommons|sommation)\b"
    rf"|\b(?:payer|régler|solder|règlement|paiement|virement) {_SAME}{{0,60}}?\bau plus tard\b"
    r"|\b(?:pour|afin d['’]) ?éviter (?:\w+['’]?\s?){0,3}(?:action|mesure|coupure|suspension|interruption|frais"
    r"|pénalité|conséquence|procédure)s?\b|\bsous peine d"
    r"|\b(?:sinon|faute de quoi|à défaut),? (?:nous|votre|vos)\b"
    r"|\bnon-paiement (?:entraîn|conduir|aur|expos|peut)\w*|\b(?:entraîn|subir|exposer|aur)\w* (?:\w+ ){0,2}conséquences\b"
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
    r"\b(?:(?<!your\s)(?<!friendly\s)(?:lawyers?|solicitors?|attorneys?)(?!,? (?:friend|client|customer)s?\b)|bailiffs?"
    r"|legal (?:action|proceedings?|steps|advice|measures)|(?<!your\s)legal (?:team|counsel|department)"
    r"|(?:to|in|through) court|small claims|county court|court"
    r" (?:action|order|proceedings|claim|judge?ment)s?|sue (?:you|for)|lawsuit|litigation|prosecut\w+"
    r"|debt[\s-]collect\w+|collections? (?:agenc(?:y|ies)|agents?|department|team|process)"
    r"|to (?:our |a |the )?collections?|credit (?:bureau|rating|score|agenc(?:y|ies)|reference|file)s?|recovery agen(?:cy|cies|ts?)"
    r"|winding[\s-]up|statutory demand|insolvency|bankruptcy|there (?:will|may) be consequences"
    rf"|no longer (?:be able to )?suppl\w+|stop on your account|account {_SAME}{{0,20}}?on stop"
    r"|(?:start|begin|commence|issue|initiate|institute|open)\w* (?:\w+ )?proceedings|proceedings against"
    r"|(?:our|outside|legal) counsel|instruct\w* (?:\w+ )?counsel|liens?|inkasso|defaulters?"
    r"|(?:refer|pass|hand|send|transfer|assign|sell)\w* (?:\w+ ){0,5}to (?:\w+ ){0,2}(?:third part(?:y|ies)|agenc(?:y|ies))"
    r"|before (?:a|the) (?:judge|magistrate)|(?<!not\s)(?<!we\sare\s)(?<!we\swere\s)in breach of"
    r"|(?<!not\s)(?<!n['’]t\s)pull(?:ing)? the plug(?! (?:out|of))"
    r"|blacklist\w*|(?:suspend|stop|withdraw|disconnect|terminat)\w* (?:of )?(?:your|the|all) "
    r"(?:\w+ )?(?:services?|accounts?|suppl(?:y|ies)))\b",
    "de": r"(?i)\b(?:(?<!befreundete\s)(?<!befreundeten\s)(?<!Ihr\s)(?<!Ihre\s)(?<!Ihrem\s)(?<!Ihren\s)(?<!Ihrer\s)(?:(?:Rechts)?anw[aä]lt\w*|Rechtsabteilung(?:en)?)"
    r"|Inkasso\w*|gericht(?:lich|s)\w+|(?:vor|zum|ans|beim|durch) (?:das |dem )?\w*gericht|Mahnverfahren|Mahnbescheid\w*"
    r"|rechtliche\w* Schritte\w*|Rechtsweg\w*|(?:ver)?klagen|Klage|\w*vollstreck\w*|Schufa|Kreditschutzverband"
    r"|Betreibung\w*|Betreibungsamt\w*|Bonität\w*|(?:Liefer|Konto)sperre\w*"
    r"|(?:Lieferung|Leistung|Arbeit|Dienst)\w* (?:einzustellen|einstellen|aussetzen)"
    r"|(?:Konto|Zugang|Zugriff) (?:zu )?sperren|sperren wir (?:Ihr|Ihren|Ihnen|das|den)"
    r"|(?:stellen|setzen|stoppen|unterbrechen) wir (?:\w+ )?(?:Liefer|Leistung|Arbeit|Dienst)\w*"
    rf"|(?:an|einem|einer) (?:externe|dritte)\w* {_SAME}{{0,30}}?(?:übergeben|abgeben|weitergeben|abtreten))\b",
    "es": r"(?i)\b(?:(?<!amig[oa]\s)(?<!amig[oa]s\s)(?<!su\s)(?<!sus\s)abogad[oa]s?(?! amig[oa]s?\b)|tribunal(?:es)?|juzgados?|(?:ir|iremos|llev\w+) a juicio|embarg\w+|burofax|monitorio|ASNEF"
    r"|(?:acci(?:ón|ones)|medidas?|vías?|demandas?|reclamaci(?:ón|ones)|procedimientos?|procesos?) "
    r"(?:legal|judicial)(?:es)?|judicialmente|(?:departamento|asesoría|servicios) (?:jurídic|legal)\w*"
    r"|demandarl[eo]s?|(?:le|les|los) demandar\w+|moros[oa]s?|buró de crédito"
    r"|cobranzas?|recobros?|(?:agencia|empresa|gestora|despacho) de cobros?"
    r"|inici\w+ (?:un |el |los )?(?:procedimiento|proceso)s?"
    rf"|(?:remit|ced|traspas|entreg)\w* {_SAME}{{0,40}}?a (?:un |una )?(?:terceros?|empresa externa)"
    r"|(?:suspend|cort|interrump|bloque)\w+ (?:sus?|el|la|los|las|nuestr[oa]s?) (?:servicios?"
    r"|suministros?|cuentas?|pedidos?|entregas?|acceso))\b",
    "fr": r"(?i)\b(?:(?<!amis\s)(?<!amies\s)(?<!votre\s)(?<!vos\s)avocats?(?! ami(?:e?s)?\b)|huissiers?|commissaires? de justice|tribuna(?:l|ux)|poursuites"
    r"|(?:action|saisir|poursuivre) (?:en|la) justice|voies? (?:judiciaire|de droit)|injonction de payer"
    r"|contentieux|recouvrement|service juridique|(?:engag|entam|intent|lanc)\w+ (?:une |des |la )?procédures?"
    rf"|(?:transmett|confi|céd|remett)\w* {_SAME}{{0,40}}?à (?:un tiers|une société|un cabinet)"
    r"|(?:suspend|bloqu|résili|interromp)\w* (?:de )?(?:vos|votre|nos|toute) \w+"
    r"|suspension (?:de (?:vos|votre|nos|toute)|des?) \w+|cess\w+ (?:de vous livrer|toute livraison))\b",
}

FEE: Final = {
    "en": r"(?i)"
    r"\b(?:late(?:[\s-]payment)? (?:fee|charge|penalt|interest)\w*|statutory interest"
    r"|(?:interest|surcharge|penalty) (?:\w+ ){0,5}(?:charged|added|accru\w+|appl\w+|payable)"
    r"|(?:charge|add|apply|accrue)(?: \w+){0,3} (?:interest|surcharge|penalty)"
    r"|(?:admin(?:istration|istrative)?|handling|reminder|dunning|collection|processing) (?:fee|charge)s?"
    r"|\d+(?:[.,]\d+)? ?% (?:interest|(?:a|per) (?:day|week|month|year|annum)|monthly|p\. ?[am]|p[am]))\b",
    "de": r"(?i)\b(?:Verzugszins\w*|Verzugspauschale|(?:Mahn|Bearbeitungs|Verwaltungs|Säumnis)(?:gebühr|spesen"
    r"|kosten|zuschl[aä]g)\w*|\d+(?:,\d+)? ?% (?:Zins\w*|p\. ?a|pro (?:Tag|Monat|Jahr)|im (?:Monat|Jahr)|jährlich|monatlich))",
    "es": r"(?i)\b(?:intereses? (?:de demora|moratorios?)|interés (?:de demora|moratorio)|recargos?"
    r"|gastos de (?:reclamación|gestión|demora|administración)"
    r"|\d+(?:,\d+)? ?% (?:de interés|anual|mensual|diario|al (?:día|mes|año)))\b",
    "fr": r"(?i)\b(?:pénalités? de retard|intérêts? (?:de retard|moratoires?)"
    r"|frais de (?:retard|relance|rappel|dossier|gestion)|indemnité forfaitaire"
    r"|\d+(?:,\d+)? ?% (?:d['’]intérêts?|par (?:jour|mois|an)|l['’]an|mensuels?|annuels?))\b",
}

NO_FEE: Final = {
    "en": r"(?i)(?:\b(?:no|never|without)(?: \w+){0,2}|(?:\bnot|n['’]t)(?: \w+){0,3}) $",
    "de": r"(?i)\b(?:kein\w*|nie|niemals|ohne)(?: \w+){0,2} $",
    "es": r"(?i)\b(?:sin|ning[uú]na?|no)(?: \w+){0,3} $",
    "fr": r"(?i)\b(?:aucun|aucune|sans|ni|pas|jamais)(?: \w+){0,2} (?:d['’])?$",
}
"""What stands before a fee that nobody has to pay."""

_KNOWN_CAPITALS: Final = (
    "IBAN|SWIFT|BACS|CHAPS|SEPA|GIRO|BPAY|ACH|PAYID|PAYPAL|HTML|PDF|NZBN|ABN|SIRET|SIREN"
)
_FIRM: Final = r"(?:[A-ZÀ-Þ0-9&-]{1,40} ){1,4}(?:Ltd|Limited|Inc|LLC|LLP|Pty|Plc|GmbH|AG|KG|OHG|Sarl|SAS|S\.|BV|NV)"
"""A name that is written so."""
CAPITALS: Final = {
    ANY: rf"\b(?!(?:{_KNOWN_CAPITALS})\b)(?!{_FIRM})[A-ZÀ-Þ]{{2,}}(?: (?!(?:{_KNOWN_CAPITALS})\b)[A-ZÀ-Þ]{{2,}})++\b"
    rf"|\b(?!(?:{_KNOWN_CAPITALS})\b)(?!{_FIRM})[A-ZÀ-Þ]{{4,}}\b",
}
