"""Which entities there are, what of them can be written, and what only reads.

One literal table; names as in the schema of accounting-apis B6-B10. A property that stands here
can be queried; one that does not is fault 4001 in a query and 2010 in a write.
"""

from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALWAYS = _words("Id SyncToken MetaData domain sparse futureField")
"""What every record has; `futureField` is the property that came after the schema was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One kind of record."""

    writable: frozenset[str]
    reads_only: frozenset[str] = frozenset()
    """Accepted in a write, and ignored: the ledger computes them."""
    refused: frozenset[str] = frozenset()
    """Sent back in a write they are fault 2010 (python-quickbooks 388)."""
    required: tuple[str, ...] = ()
    name_list: bool = False
    """Is never deleted, only made inactive; queries show the active ones."""
    changes: bool = True
    """Is covered by change data capture."""

    @property
    def known(self) -> frozenset[str]:
        """Every property that a query may name."""
        return ALWAYS | self.writable | self.reads_only | self.refused


_SALES = _words(
    "DocNumber TxnDate CurrencyRef ExchangeRate PrivateNote CustomerMemo Line TxnTaxDetail "
    "CustomerRef BillAddr ShipAddr ShipFromAddr SalesTermRef ClassRef DepartmentRef ProjectRef "
    "BillEmail BillEmailCc BillEmailBcc CustomField ApplyTaxAfterDiscount PrintStatus EmailStatus "
    "GlobalTaxCalculation FreeFormAddress ShipDate TrackingNum ShipMethodRef TaxExemptionRef "
    "TransactionLocationType"
)

ENTITIES: dict[str, Entity] = {
    "Invoice": Entity(
        writable=_SALES
        | _words(
            "DueDate Deposit DepositToAccountRef RecurDataRef AllowIPNPayment "
            "AllowOnlinePayment AllowOnlineCreditCardPayment AllowOnlineACHPayment"
        ),
        reads_only=_words(
            "TotalAmt HomeTotalAmt Balance HomeBalance LinkedTxn InvoiceLink InvoiceLinkSecurityCode "
            "InvoiceLinkExpiryDate EInvoiceStatus invoiceStatus"
        ),
        refused=_words("DeliveryInfo"),
        required=("CustomerRef", "Line"),
    ),
    "CreditMemo": Entity(
        writable=_SALES | _words("PaymentMethodRef DepositToAccountRef"),
        reads_only=_words("TotalAmt HomeTotalAmt Balance HomeBalance RemainingCredit LinkedTxn"),
        required=("CustomerRef", "Line"),
    ),
    "Estimate": Entity(
        writable=_SALES | _words("TxnStatus ExpirationDate AcceptedBy AcceptedDate DueDate"),
        reads_only=_words("TotalAmt HomeTotalAmt LinkedTxn"),
        required=("CustomerRef", "Line"),
    ),
    "Payment": Entity(
        writable=_words(
            "TotalAmt TxnDate CustomerRef CurrencyRef ExchangeRate PaymentMethodRef PaymentRefNum "
            "PrivateNote DepositToAccountRef ARAccountRef Line ProcessPayment CreditCardPayment "
            "TxnSource TxnStatus TaxExemptionRef TransactionLocationType"
        ),
        reads_only=_words("UnappliedAmt LinkedTxn HomeTotalAmt"),
        required=("CustomerRef", "TotalAmt"),
    ),
    "Customer": Entity(
        writable=_words(
            "Title GivenName MiddleName FamilyName Suffix CompanyName DisplayName PrintOnCheckName "
            "Notes Active Job BillWithParent IsProject Taxable PreferredDeliveryMethod ResaleNum "
            "OpenBalanceDate PrimaryTaxIdentifier BillAddr ShipAddr PrimaryPhone AlternatePhone "
            "Mobile Fax PrimaryEmailAddr WebAddr DefaultTaxCodeRef SalesTermRef PaymentMethodRef "
            "ParentRef ARAccountRef CurrencyRef CustomerTypeRef"
        ),
        reads_only=_words("FullyQualifiedName Level Balance BalanceWithJobs"),
        required=("DisplayName",),
        name_list=True,
    ),
    "Term": Entity(
        writable=_words(
            "Name Active Type DiscountPercent DueDays DiscountDays DayOfMonthDue DueNextMonthDays "
            "DiscountDayOfMonth"
        ),
        required=("Name",),
        name_list=True,
    ),
    "Item": Entity(
        writable=_words(
            "Name Description Active SubItem Taxable SalesTaxIncluded UnitPrice Type PurchaseDesc "
            "PurchaseCost TrackQtyOnHand QtyOnHand InvStartDate AssetAccountRef ExpenseAccountRef "
            "IncomeAccountRef SalesTaxCodeRef ParentRef Sku"
        ),
        reads_only=_words("FullyQualifiedName Level"),
        required=("Name",),
        name_list=True,
    ),
    "CustomerType": Entity(
        writable=_words("Name Active"), required=("Name",), name_list=True, changes=False
    ),
    "TimeActivity": Entity(
        writable=_words(
            "NameOf TxnDate BillableStatus Taxable HourlyRate Hours Minutes BreakHours "
            "BreakMinutes StartTime EndTime Description CostRate VendorRef CustomerRef "
            "DepartmentRef EmployeeRef ItemRef ClassRef"
        ),
        required=("NameOf",),
        changes=False,
    ),
    "Attachable": Entity(
        writable=_words("AttachableRef Note FileName ContentType Category Lat Long PlaceName Tag"),
        reads_only=_words(
            "Size FileAccessUri TempDownloadUri ThumbnailFileAccessUri ThumbnailTempDownloadUri"
        ),
    ),
    "CompanyInfo": Entity(
        writable=_words(
            "CompanyName LegalName CompanyAddr PrimaryPhone CompanyStartDate FiscalYearStartMonth "
            "Country Email WebAddr SupportedLanguages DefaultTimeZone NameValue"
        ),
        changes=False,
    ),
    "Preferences": Entity(
        writable=_words("SalesFormsPrefs EmailMessagesPrefs CurrencyPrefs TimeTrackingPrefs"),
        changes=False,
    ),
}

BY_PATH: dict[str, str] = {name.lower(): name for name in ENTITIES}
"""The lower-case name in a path -> the entity."""

LONGEST: dict[str, int] = {
    "DocNumber": 21,
    "PrivateNote": 4000,
    "Note": 2000,
    "DisplayName": 500,
    "GivenName": 100,
    "FamilyName": 100,
    "Notes": 4000,
    "PaymentRefNum": 21,
}
"""Field -> characters."""
LONGEST_ADDRESS: dict[str, int] = {
    "BillEmail": 100,
    "BillEmailCc": 200,
    "BillEmailBcc": 200,
    "PrimaryEmailAddr": 100,
}
"""Field with an Address in it -> characters of the address."""
