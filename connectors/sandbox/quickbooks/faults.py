"""What QuickBooks says when it refuses (accounting-apis B14), as JSON and as XML.

Two shapes exist: the service's own `{"Fault": ...}` and the gateway's, which comes in front of it
and answers lower-case JSON or XML.
"""

from typing import Any
from xml.sax.saxutils import escape

STALE = (
    "Stale Object Error : You and root were working on this at the same time. "
    "root finished before you did, so your work was not saved."
)
INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)


class Fault(Exception):
    """QuickBooks refuses a request: `status` is the HTTP status, `code` its own number."""

    def __init__(
        self, code: str, message: str, detail: str, *, status: int = 400, kind: str = "Validation"
    ) -> None:
        super().__init__(f"{code} {message}: {detail}")
        self.code = code
        self.message = message
        self.detail = detail
        self.status = status
        self.kind = f"{kind}Fault"

    def body(self) -> dict[str, Any]:
        """The value of the key `Fault` in an answer."""
        error = {
            "Message": self.message,
            "Detail": self.detail,
            "code": self.code,
            "element": "",
        }
        return {"Error": [error], "type": self.kind}


class GatewayFault(Exception):
    """The gateway turns a request away before the service sees it."""

    def __init__(self, *, status: int, code: int, name: str, detail: str, kind: str) -> None:
        super().__init__(f"message={name}; errorCode={code:06d}; statusCode={status}")
        self.status = status
        self.code = str(code)
        self.detail = detail
        self.kind = kind

    def json(self, milliseconds: int) -> dict[str, Any]:
        """The lower-case JSON; `milliseconds` since 1970 stand in its `time`."""
        error = {"message": str(self), "detail": self.detail, "code": self.code, "element": None}
        return {
            "warnings": None,
            "intuitObject": None,
            "fault": {"error": [error], "type": self.kind},
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "attachableResponse": [],
            "syncErrorResponse": None,
            "requestId": None,
            "time": milliseconds,
            "status": None,
            "cdcresponse": [],
        }

    def xml(self, time: str) -> str:
        """The same as XML, which comes although JSON was asked for (accounting-apis C 26)."""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<IntuitResponse time="{time}" xmlns="http://schema.intuit.com/finance/v3">\n'
            f'  <Fault type="SERVICE">\n    <Error code="{self.code}">\n'
            f"      <Message>{escape(str(self))}</Message>\n"
            f"      <Detail>{escape(self.detail)}</Detail>\n"
            "    </Error>\n  </Fault>\n</IntuitResponse>\n"
        )


def throttled() -> GatewayFault:
    """Too many requests (429)."""
    return GatewayFault(
        status=429,
        code=3001,
        name="ThrottleExceeded",
        detail="The request limit was reached.  Try again later",
        kind="SERVICE",
    )


def unauthenticated(detail: str = "Token expired") -> GatewayFault:
    """The access token is missing, expired or unknown (401)."""
    return GatewayFault(
        status=401, code=3200, name="AuthenticationFailed", detail=detail, kind="AUTHENTICATION"
    )


def foreign_company() -> GatewayFault:
    """The token was given for another company (403)."""
    return GatewayFault(
        status=403,
        code=3100,
        name="ApplicationAuthorizationFailed",
        detail="The application is not authorized for this company",
        kind="AUTHORIZATION",
    )


def access_lost() -> Fault:
    """The user who consented has lost access to the company (401)."""
    return Fault(
        "120",
        "Authorization Failure",
        "AuthorizationFailure: This user has lost access to the company.",
        status=401,
        kind="Authorization",
    )


def stale() -> Fault:
    """The SyncToken sent is not the current one."""
    return Fault("5010", "Stale Object Error", STALE)


def not_found() -> Fault:
    """No such object, or it is deleted."""
    return Fault("610", "Object Not Found", INACTIVE)


def unparsed(detail: str) -> Fault:
    """A statement that the query parser cannot read."""
    return Fault("4000", "Error parsing query", f"QueryParserError: {detail}")


def invalid_query(detail: str) -> Fault:
    """A statement that reads well and asks for what cannot be."""
    return Fault("4001", "Invalid query", f"QueryValidationError: {detail}")


def unsupported_property(detail: str) -> Fault:
    """A body that is not JSON, or has a property that cannot be written."""
    return Fault(
        "2010",
        "Request has invalid or unsupported property",
        f"Property Name:{detail}; a property specified is unsupported or invalid",
    )


def missing(name: str) -> Fault:
    """A required property is absent."""
    return Fault(
        "2020",
        "Required param missing, need to supply the required value for the API",
        f"Required parameter {name} is missing in the request",
    )


def too_long(name: str, most: int) -> Fault:
    """A text is longer than the field."""
    return Fault(
        "2050",
        "String length is either shorter or longer than supported by specification",
        f"String length specified does not match the supported length. "
        f"Max allowed length of {name} is {most}",
    )


def not_a_number(name: str, value: object) -> Fault:
    """A number is expected and something else came."""
    return Fault(
        "2080", "Invalid Number : Number expected.", f"Invalid number '{value}' for {name}"
    )


def no_such_reference(name: str, value: object) -> Fault:
    """A reference names an object that does not exist."""
    return Fault("2500", "Invalid Reference Id", f"Invalid Reference Id : {name} {value} not found")


def duplicate_name() -> Fault:
    """A display name is taken."""
    return Fault(
        "6240",
        "Duplicate Name Exists Error",
        "The name supplied already exists. : Another customer is already using this name. "
        "Please use a different name.",
    )


def business(detail: str) -> Fault:
    """A rule of bookkeeping stands against it."""
    return Fault(
        "6000",
        "A business validation error has occurred while processing your request",
        f"Business Validation Error: {detail}",
    )


def unsupported(operation: str) -> Fault:
    """The entity does not know the operation."""
    return Fault("500", "Unsupported Operation", f"Operation {operation} is not supported.")


def broken_inside() -> Fault:
    """QuickBooks itself failed."""
    return Fault(
        "10000",
        "An application error has occurred while processing your request",
        "System Failure Error: An application error has occurred.",
        status=500,
        kind="System",
    )
