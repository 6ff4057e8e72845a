"""The words of the shapes in `shapes`, by language; a blank in one is any space."""

from dataclasses import dataclass
from typing import Final

from rules.lint.sayings import GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Expressions of one language, each for a part of a sentence."""

    if_: str
    unmet: str
    """Not, or still open."""
    money: str
    """What is owed, and paying it."""
    answer: str
    """That the customer answers."""
    by: str
    """A day, or a time, that is set."""
    cannot: str
    """It is asked who cannot."""
    pay: str
    """They are told to pay; that they can is no order."""
    keep: str
    """They keep what they have, and we go on."""
    until_paid: str
    supply: str
    """What we do for them."""
    refuse: str
    """Not, only, on hold."""
    without_payment: str
    ends: str
    """Something ends, or we act."""
    must_arrive: str
    """The money has to be here."""
    latest: str
    """At the latest."""
    we_do: str
    """It is us who do something by then."""
    yours_ends: str
    """Something of the customer's is taken away."""
    talk_ends: str
    """There is nothing more to talk about."""

    @property
    def money_or_answer(self) -> str:
        """What an ultimatum waits for; goods and parcels are what the customer waits for."""
        return f"(?:{self.money}|{self.answer})"


_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YOURS = (
    r"your (?:\w+ ){0,2}?(?:accounts?|services?|orders?|access|deliver(?:y|ies)|suppl(?:y|ies)"
    r"|contract|licen[cs]e|subscription|website|membership|discount|credit|slot|booking|project)"
)
_ENDING = (
    r"(?:clos|suspen|stop|ceas|cancel|paus|with(?:h[eo]ld|drawn)|block|disconnect|terminat|escalat"
    r"|fr[eo]{1,2}z|restrict|revok|interrupt|halt|cut|switched off|turned off|shut|lost|void|ended"
    r"|forfeit|remov|delet|refus|held|on (?:hold|stop))\w*"
)
ENGLISH: Final = Words(
    if_=r"\b(?:if|should|unless)\b",
    unmet=r"(?:\b(?:not|no|unpaid|unless|fails?)\b|(?<!ca)n['’]t\b"
    r"|\b(?:is|remains?|stays?|still) (?:open|outstanding|overdue)\b)",
    money=r"\b(?:pay|paid|payments?|settl\w+|cleared|remit\w*|transfer|balance|amount|sum|money"
    r"|funds|arrears)\b",
    answer=r"(?:\b(?:hear|heard) (?:\w+ )?from you\b|\byour (?:reply|answer|response)\b"
    r"|\byou (?:\w+ ){0,2}(?:reply|replied|answer|answered|respond|responded)\b"
    r"|\bwe (?:do not|don['’]t|have not|haven['’]t) (?:\w+ )?(?:receive|received|hear|heard)\b)",
    by=rf"\b(?:(?:within|in) (?:the )?(?:next |another )?{_COUNT} (?:\w+ )?(?:hour|day|week)s?\b"
    rf"|within the (?:day|week|month)\b|(?:by|before|until) (?:the )?(?:{GAP}|\d|end of|close of|tomorrow|{_DAY}))",
    cannot=r"\b(?:cannot|can['’]t|unable|not (?:be )?(?:able|possible)|suits?|convenient)\b",
    pay=r"(?<!can\s)(?<!to\s)(?<!you\s)\b(?:pay|settle|remit|transfer)\b",
    keep=r"\bso (?:that )?your (?:\w+ ){1,3}?(?:stays?|remains?|keeps?|runs?)\b|\b(?:keep|continue|maintain|carry on|go on|resume)\b.{0,40}?\b(?:accounts?|services?|"
    r"orders?|access|deliver\w*|suppl\w+|support|contract|work|running|open|active|going|online)\b",
    until_paid=r"\b(?:until|till|once|after|when|as soon as|unless) (?:\w+ ){0,5}?(?:paid|payment"
    r"|settled|cleared)\b(?! (?:is|falls) due)",
    supply=r"\b(?:orders?|deliver\w*|ship\w*|suppl\w+|services?|work|access|continue|release)\b",
    refuse=r"(?:\b(?:only|no|not|cannot|hold|held|resume|wait|paus\w+|stop\w*)\b|n['’]t\b)",
    without_payment=r"\b(?:without|failing|absent|in (?:the )?absence of|for (?:lack|want) of)"
    r" (?:\w+ ){0,2}?(?:payment|settlement)\b(?! (?:details|terms|link))",
    ends=rf"\bwe (?:(?!not\b|never\b)\w+ ){{0,4}}?{_ENDING}"
    r"(?! (?:\w+ ){0,2}(?:remind|chas|mail|letter|messag|call|it\b))",
    must_arrive=r"\b(?:payment|amount|balance|sum|money|invoice|it) (?:\w+ ){0,2}?(?:must|has to"
    r"|have to|needs? to) (?:be (?:\w+ )?(?:paid|settled|cleared|received|made|in|on)\b|reach|arrive)",
    latest=r"\b(?:at the latest|no later than)\b",
    we_do=r"\b(?:we (?:will|shall|reply|answer)|we['’]ll|our (?:reply|answer))\b",
    yours_ends=rf"(?:(?<!on\s)\b{_YOURS} (?:is|are|gets?|will|would|may|might|could|must|shall)"
    rf" (?:be |get |then |now |have to |automatically ){{0,3}}{_ENDING}(?! (?:as|because) you)"
    rf"|\b(?:or|else|otherwise|then),? {_YOURS} (?:ends|stops|closes|expires|lapses)\b"
    r"|\b(?:or|or you|you (?:will|would|may|might|could)) (?:\w+ )?los(?:e|ing) (?:your|access|the)\b"
    r"|\b(?:avoid|prevent) (?:losing|(?:your|the) [^,;:]{0,30}?(?:clos|fr[eo]{1,2}z|cut|stop|cancel))"
    r"|\byou (?:\w+ )?risk\b|\bavoid (?:further|late|additional|extra) (?:charge|fee|cost)s?\b)",
    talk_ends=r"(?:\b(?:our|my|of) patience\b(?! (?:with|of) )|\bpatience (?:is|has|runs|ran)\b"
    r"|\bwe (?:can(?:not|['’]t)|will not|won['’]t|are not|do not|no longer)(?: \w+){0,2}? wait\b"
    r"|\b(?:waited|patient|time) (?:\w+ )?(?:long )?enough\b|\benough time\b|\bnot ignore\b|\bignoring (?:this|our|my)\b|\bforce us\b"
    r"|\breserve (?:\w+ ){0,2}rights?\b|\b(?:leaves?|left) (?:us |me )?(?:with )?little choice\b)",
)

_KONTO = (
    r"(?:Konto|Kundenkonto|Zugang|Zugriff|Vertrag|Auftrag|Abo\w*|Dienst|Service|Rabatt|Lizenz|Projekt"
    r"|(?:Be)?Lieferung|Bestellung|Leistung|Buchung|Mitgliedschaft|Website)(?:e?n|e?s)?"
)
_BEENDET = (
    r"(?:(?:ge)?sperrt|gekündigt|geschlossen|eingestellt|gestoppt|eingefroren|abgeschaltet|storniert"
    r"|zurückgehalten|ausgesetzt|unterbrochen|gelöscht|beendet|entzogen|widerrufen|stillgelegt|verfällt)"
)
GERMAN: Final = Words(
    if_=r"\b(?:wenn|falls|sollten?|sofern|soweit|solange)\b",
    unmet=r"\b(?:nicht|nichts|kein\w*|offen|unbezahlt)\b",
    money=r"\b(?:(?:be|an|ein)?(?:ge)?zahl(?:en|t|ung\w*)|zahlungseingang\w*|beträge?|betrag(?:e?s)?|geld"
    r"|überweis\w+|überwiesen|beglichen|begleichen|summe|saldo|ausgleich\w*|ausgeglichen)\b",
    answer=r"\b(?:von Ihnen|Ihrerseits|Ihre (?:Antwort|Rückmeldung|Nachricht)"
    r"|Sie (?:\w+ ){0,4}(?:antworten|melden|reagieren|geantwortet|gemeldet|reagiert))\b",
    by=rf"\b(?:innerhalb|binnen|spätestens|bis (?:zum |spätestens |Ende )?(?:{GAP}|\d|der |dieser |des "
    r"|morgen|heute|\w+tag|Mittwoch|\w*ende\b))",
    cannot=r"\b(?:können|könnten|kann|möglich|schaffen|passt)\b",
    pay=r"\b(?:zahlen|überweisen|begleichen|bezahlen) Sie\b",
    keep=r"\b(?:damit|um)\b.{0,60}?\b(?:weiter\w*|behalten|fortsetzen|aktiv|nicht|bleib\w+)\b",
    until_paid=r"\b(?:(?:bis|erst|wenn|sobald|solange|nach|vor) (?:\w+ ){0,5}?(?:bezahlt|beglichen|da ist"
    r"|(?:Be)?Zahlung\b|Zahlungseingang|Betrag))",
    supply=r"\b(?:\w*(?:liefer|bestell)\w*|arbeiten?|versenden|leistung\w*|auftr[aä]g\w*)\b",
    refuse=r"\b(?:erst|nicht|kein\w*|zurückgehalten|gestoppt|pausier\w+|wieder)\b",
    without_payment=r"\b(?:ohne (?:\w+ ){0,2}?(?:Zahlung|Zahlungseingang)|bei (?:\w+ )?Nichtzahlung"
    r"|mangels (?:Zahlung|Zahlungseingang)|bleibt (?:die|Ihre) Zahlung aus)\b",
    ends=rf"\b(?:(?:stoppen|kündigen|sperren|stellen|beenden|stornieren|schließen|müssen) wir|{_BEENDET})\b",
    must_arrive=r"\b(?:Betrag|Zahlung|Geld|Rechnung|Summe) (?:\w+ ){0,2}?(?:muss|hat)\b",
    latest=r"\bspätestens\b",
    we_do=r"\b(?:wir (?:werden|antworten|melden|liefern|bestätigen|buchen)|(?:antworten|melden) wir)\b",
    yours_ends=rf"\b(?:Ihre?[mnrs]? (?:\w+ )?{_KONTO} (?:wird |werden |ist |bleibt |dann )?"
    rf"(?:(?!nicht\b|auf Ihren)[\w.]{{1,40}} ){{0,4}}?{_BEENDET}|(?:verlieren|riskieren) Sie|Sie (?:verlieren|riskieren)"
    rf"|(?:sonst|andernfalls|ansonsten) (?:\w+ )?(?:Ihre?[mnrs]?|unsere?) (?:\w+ )?{_KONTO}"
    rf"|Ihre?[mnrs]? (?:\w+ )?{_KONTO} nicht {_BEENDET}|verhindern, dass Ihr\w*)\b",
    talk_ends=r"(?:\bunsere Geduld\b|\bGeduld (?:ist|hat|geht) (?!.{0,20}Dank)"
    r"|\bwir (?:können|werden|wollen) (?:\w+ )?(?:nicht|kaum) (?:länger|mehr) warten\b|\bzwingen Sie uns\b"
    r"|\blange genug gewartet\b"
    r"|\bignorieren Sie (?:\w+ ){0,3}nicht\b|\b(?:behalten|vorbehalten) (?:wir )?uns\b"
    r"|\buns (?:\w+ ){0,3}vor(?:zu|be)?behalten\b|\buns \w+ Schritte vor\b)",
)

_COMPTE = (
    r"(?:comptes?|services?|accès|livraisons?|commandes?|contrat|abonnement|licence|remise|site|projet"
    r"|réservation|prestations?)"
)
_FINI = (
    r"(?:ferm|suspend|bloqu|coup|interromp|résili|annul|cess|arrêt|gel|retenu|désactiv|supprim|refus)"
    r"\w*"
)
FRENCH: Final = Words(
    if_=r"\b(?:si|à moins que)\b",
    unmet=r"\b(?:pas|aucune?|rien|impayée?s?|jamais)\b",
    money=r"\b(?:pa(?:yer|yez|yée?s?|iement)|rég(?:ler|lez|lée?s?|lement|ularis\w+)|sold\w+|montant|somme"
    r"|virement|argent|versement|acquitt\w+)\b",
    answer=r"\b(?:de votre part|votre réponse|de vos nouvelles|vous (?:n['’])?(?:\w+ ){0,3}répond\w*)\b",
    by=rf"\b(?:sous|avant (?:le|la fin|{GAP}|\d|demain|\w+di\b|dimanche)|dans les|dans un délai|d['’]ici"
    rf"|pour (?:le |{GAP}|\w+di\b)|au plus tard)",
    cannot=r"\b(?:pouv\w+|puiss\w+|possible|convien\w+|impossible)\b",
    pay=r"\b(?:payez|réglez|soldez|versez|merci de (?:payer|régler|solder)"
    r"|(?:veuillez|prions de) (?:payer|régler))\b",
    keep=rf"\b(?:(?:garder|conserver|maintenir) .{{0,20}}?{_COMPTE}\b|(?:continuer|poursuivre|reprendre|rester?)\b)",
    until_paid=r"\b(?:jusqu['’](?:au|à|à ce que)|après|tant que|avant|une fois|dès|qu['’](?:après|une fois))"
    r" (?:\w+['’]? ?){0,5}?(?:paiement|règlement|payée?s?|réglée?s?|soldée?s?)\b",
    supply=r"\b(?:livr\w+|command\w+|expédi\w+|prestations?|services?|travaux|travail)\b",
    refuse=r"(?:\b(?:aucune?|retenue?s?|suspendue?s?|seulement|plus|pas)\b|\bn['’]|\bne\b)",
    without_payment=r"\b(?:sans (?:\w+ )?(?:paiement|règlement)|en l['’]absence de (?:paiement|règlement))\b",
    ends=rf"\b(?:nous (?:\w+ )?|sera |seront )(?!\w+rons pas){_FINI}(?! (?:\w+ ){{0,2}}?(?:relance|rappel))",
    must_arrive=r"\b(?:montant|paiement|règlement|somme|facture) (?:\w+ ){0,3}?(?:doi(?:t|vent)|devra)\b",
    latest=r"\bau plus tard\b",
    we_do=r"\bnous (?:vous )?(?:répond|enver|livr|confirm|serons)\w*",
    yours_ends=rf"(?:\b(?:votre|vos) (?:\w+ )?{_COMPTE} (?:sera|seront|est|sont|serait|va être)"
    rf" (?:\w+ )?{_FINI}|\bvous (?:perd(?:rez|riez|ez)|risquez)\b"
    rf"|\béviter (?:la |le |une? |l['’])?(?:fermeture|perte|gel|blocage|résiliation|annulation))",
    talk_ends=r"(?:\bnotre patience\b|\bnous ne (?:pouvons|voulons|pourrons) (?:plus|pas) attendre\b"
    r"|\bassez (?:attendu|patienté)\b|\bn['’]ignorez\b|\bne nous (?:obligez|forcez|contraignez)\b"
    r"|\bnous réserv\w+ (?:le droit|tous)\b)",
)

_CUENTA = (
    r"(?:cuentas?|servicios?|acceso|pedidos?|entregas?|suministros?|contrato|suscripción|licencia"
    r"|descuento|proyecto|reserva|web)"
)
_TERMINADO = (
    r"(?:cerr|suspend|cancel|bloque|cort|interrump|paraliz|anul|reten|deten|par|congel|desactiv|elimin"
    r"|rescind)"
)
SPANISH: Final = Words(
    if_=r"\b(?:si|de no|a menos que|salvo que|en caso de que)\b",
    unmet=r"\b(?:no|sin|ningun[oa]?|pendiente|impagad[oa])\b",
    money=r"\b(?:pag(?:o|a|u|ar|ad|ue)\w*|abon(?:o|a|e|ar|ad)\w*|liquid\w+|sald\w+|regulari[zc]\w+"
    r"|ingres\w+|transf\w+|importe|dinero|cantidad|cobro)\b",
    answer=r"\b(?:(?:noticias|respuesta) suyas?|su (?:respuesta|contestación)|respond\w+|contest\w+"
    r"|(?:hemos|habemos) recibido|recibimos)\b",
    by=rf"\b(?:en (?:el|un) plazo|dentro de|antes del?|hasta el|en (?:los|las) próxim[oa]s"
    rf"|en \d+ (?:\w+ )?(?:horas|días)|para el (?:{GAP}|\d|\w+)|a más tardar)",
    cannot=r"\b(?:pued[ae]n?|podemos|pudier[ae]n?|podrán?|posible|convien[ea]|viene)\b"
    r"|\b(?:ha|han) recibido\b",
    pay=r"(?:\b(?:pague|abone|liquide|salde|ingrese|transfiera)n?\b|\b(?:rogamos|debe) (?:pagar|abonar)\b)",
    keep=rf"\b(?:(?:mantener|conservar|seguir con) .{{0,25}}?{_CUENTA}\b|(?:podamos|poder) (?:seguir|continuar)\b"
    r"|\bpara que .{0,30}?\b(?:sigamos|sigan?|continúen?)\b)",
    until_paid=r"\b(?:hasta|mientras|después de|tras|una vez|cuando) (?:\w+ ){0,5}?(?:pag\w+|abon\w+|pendiente)\b",
    supply=r"\b(?:envi\w+|pedidos?|entreg\w+|suministr\w+|servici\w+|trabaj\w+)\b",
    refuse=r"\b(?:no|sólo|solo|retenid[oa]s?|suspendid[oa]s?|parad[oa]s?)\b",
    without_payment=r"\b(?:sin (?:el |su )?pago|en ausencia de(?:l)? pago|a falta de(?:l)? pago)\b",
    ends=rf"(?<!no\s)\b(?:{_TERMINADO}\w*(?:emos|á|án)|actuaremos|será \w*{_TERMINADO}\w*)\b"
    r"(?! (?:\w+ ){0,2}?(?:recordatorio|aviso))",
    must_arrive=r"\b(?:importe|pago|dinero|saldo|factura|cantidad|suma) (?:\w+ ){0,2}?(?:deben?|deberán?|tienen? que)\b",
    latest=r"\b(?:a más tardar|no más tarde|como muy tarde)\b",
    we_do=r"\b(?:respond|enviar|confirmar|entregar)\w*emos\b",
    yours_ends=rf"(?:\bsus? (?:\w+ )?{_CUENTA} (?:será|serán|quedará|queda|se|está) (?:\w+ )?{_TERMINADO}\w*"
    r"|\bperder(?:á|án|ía)\b|\bse arriesgan? a\b|\bevitar (?:el |la )?(?:cierre|pérdida|bloqueo|cancelación|anulación)\b"
    rf"|\bsi no,? (?:{_TERMINADO}\w*emos|sus? {_CUENTA})\b)",
    talk_ends=r"(?:\bnuestra paciencia\b|\bhemos esperado (?:bastante|suficiente)\b|\bno (?:podemos|vamos a|queremos) esperar(?: más)?\b|\bno ignore\b"
    r"|\bno nos oblig\w+\b|\bnos reserv\w+ (?:el derecho|todos)\b)",
)
