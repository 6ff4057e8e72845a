"""Where anybody can have an address: such a domain says nothing of whose a mail is."""

FREEMAIL = frozenset(
    {
        "126.com",
        "163.com",
        "aol.com",
        "bigpond.com",
        "btinternet.com",
        "comcast.net",
        "fastmail.com",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "googlemail.com",
        "hey.com",
        "icloud.com",
        "inbox.com",
        "laposte.net",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "optusnet.com.au",
        "orange.fr",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rocketmail.com",
        "sbcglobal.net",
        "sfr.fr",
        "sky.com",
        "slingshot.co.nz",
        "spark.co.nz",
        "t-online.de",
        "talktalk.net",
        "tutanota.com",
        "vodafone.co.nz",
        "wanadoo.fr",
        "web.de",
        "xtra.co.nz",
        "ymail.com",
        "zoho.com",
    }
)
BY_FIRST_WORD = frozenset({"gmx", "hotmail", "live", "outlook", "yahoo", "yandex"})
"""Those that have one domain a country, such as yahoo.co.nz."""


def is_freemail(domain: str) -> bool:
    """Whether anybody can have an address at this domain."""
    return domain in FREEMAIL or domain.partition(".")[0] in BY_FIRST_WORD


def domain_of(email: str) -> str:
    """What stands behind the @, in lower case."""
    return email.rpartition("@")[2].lower()
