"""The fault matrix: what comes of each request when each thing goes wrong, as a table.

A fault lasts until the test lifts it. Then the job must come to its picture: by itself where it
`Waits`, at the user's word (asking again, or submitting anew) where it `Ends`. In the end the user
has paid for one task, and no request that may cost money was sent twice without being asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

REQUESTS = ("inpaint", "upsample", "result", "picture", "balance")


@dataclass(frozen=True, slots=True)
class Ends:
    """The job rests in this state. `reached`: so many of the spoiled requests were read by the
    server; `charged`: the service took the price so many times.
    """

    state: str
    code: str
    reached: int
    charged: int


@dataclass(frozen=True, slots=True)
class Waits:
    """The job stays in this state and goes on asking; `trouble` is told, None for none."""

    state: str
    trouble: str | None
    charged: int = 1


@dataclass(frozen=True, slots=True)
class Passes:
    """The job comes to its picture in spite of it."""

    reached: int = 1
    charged: int = 1


@dataclass(frozen=True, slots=True)
class Tells:
    """There is no job: the error is told after so many requests that the server has read."""

    code: str
    reached: int


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no such thing, for this reason."""

    reason: str


Outcome: TypeAlias = Ends | Waits | Passes | Tells | Impossible

# --- the words of the table ---

# A paid request. Refused by the service, it is free; without an answer, nobody knows.
NOT_SENT = Ends("failed", "not_sent", reached=0, charged=0)
NO_TLS = Ends("failed", "no_encryption", reached=0, charged=0)
DISTRUST = Ends("failed", "certificate", reached=0, charged=0)
WRONG_DATE = Ends("failed", "certificate_date", reached=0, charged=0)
WRONG_HOST = Ends("failed", "certificate_host", reached=0, charged=0)
LOST = Ends("unconfirmed", "unconfirmed", reached=1, charged=0)
LOST_PAID = Ends("unconfirmed", "unconfirmed", reached=1, charged=1)
INVALID = Ends("failed", "invalid_request", reached=1, charged=0)
NO_KEY = Ends("failed", "unauthorized", reached=1, charged=0)
NO_MONEY = Ends("failed", "insufficient_balance", reached=1, charged=0)
NO_TASK = Ends("failed", "task_not_found", reached=1, charged=0)
TOO_FAST = Ends("failed", "rate_limited", reached=1, charged=0)
ACCEPTED = Passes()

# Asking for a task that is paid for. A refusal is believed when it is repeated.
AWAY = Waits("waiting", "unreachable")
UNSAFE = Waits("waiting", "no_encryption")
DISTRUSTS = Waits("waiting", "certificate")
BAD_DATE = Waits("waiting", "certificate_date")
BAD_HOST = Waits("waiting", "certificate_host")
BUSY = Waits("waiting", "rate_limited")
BROKEN = Waits("waiting", "server_fault")
NONSENSE = Waits("waiting", "bad_answer")
KEYLESS = Waits("waiting", "unauthorized")
RUNNING = Waits("waiting", None)
INVALID_5 = Ends("failed", "invalid_request", reached=5, charged=1)
NO_MONEY_5 = Ends("failed", "insufficient_balance", reached=5, charged=1)
NO_TASK_5 = Ends("failed", "task_not_found", reached=5, charged=1)
NO_RESULT_5 = Ends("failed", "no_result", reached=5, charged=1)

# Fetching its picture.
P_AWAY = Waits("downloading", "unreachable")
P_UNSAFE = Waits("downloading", "no_encryption")
P_DISTRUST = Waits("downloading", "certificate")
P_BAD_DATE = Waits("downloading", "certificate_date")
P_BAD_HOST = Waits("downloading", "certificate_host")
P_BUSY = Waits("downloading", "rate_limited")
P_BROKEN = Waits("downloading", "server_fault")
P_NONSENSE = Waits("downloading", "bad_answer")
P_REFUSED_5 = Ends("failed", "rejected", reached=5, charged=1)
P_DAMAGED_5 = Ends("failed", "picture_damaged", reached=5, charged=1)
P_TOO_LARGE = Ends("failed", "picture_too_large", reached=1, charged=1)
P_LOOP = Ends("failed", "download_refused", reached=6, charged=1)
P_FOLLOWED = Passes(reached=2)

# Asking for the balance: three attempts where another one may help.
B_UNHEARD = Tells("unreachable", reached=0)
B_UNSAFE = Tells("no_encryption", reached=0)
B_DISTRUST = Tells("certificate", reached=0)
B_BAD_DATE = Tells("certificate_date", reached=0)
B_BAD_HOST = Tells("certificate_host", reached=0)
B_TOO_LATE = Tells("unreachable", reached=1)
B_AWAY = Tells("unreachable", reached=3)
B_INVALID = Tells("invalid_request", reached=1)
B_NO_KEY = Tells("unauthorized", reached=1)
B_NO_MONEY = Tells("insufficient_balance", reached=1)
B_NO_TASK = Tells("task_not_found", reached=1)
B_BROKEN = Tells("server_fault", reached=3)
B_BUSY = Tells("rate_limited", reached=3)
B_BUSY_LONG = Tells("rate_limited", reached=1)
B_NONSENSE = Tells("bad_answer", reached=3)

P_NO_JSON = Impossible("a picture is no JSON document")
B_NO_MORE = Impossible("a balance has no id, status, percent or result")
NEW_TASK = Impossible("the id of a new task may be any")

# fmt: off
_TABLE: tuple[tuple[str, Outcome, Outcome, Outcome, Outcome, Outcome], ...] = (
    # fault                            inpaint    upsample   result       picture      balance
    ("refused",                        NOT_SENT,  NOT_SENT,  AWAY,        P_AWAY,      B_UNHEARD),
    ("DNS failure",                    NOT_SENT,  NOT_SENT,  AWAY,        P_AWAY,      B_UNHEARD),
    ("no connection in time",          NOT_SENT,  NOT_SENT,  AWAY,        P_AWAY,      B_UNHEARD),
    ("TLS break in the handshake",     NO_TLS,    NO_TLS,    UNSAFE,      P_UNSAFE,    B_UNSAFE),
    ("stalled handshake",              NOT_SENT,  NOT_SENT,  AWAY,        P_AWAY,      B_UNHEARD),
    ("untrusted certificate",          DISTRUST,  DISTRUST,  DISTRUSTS,   P_DISTRUST,  B_DISTRUST),
    ("expired certificate",            WRONG_DATE, WRONG_DATE, BAD_DATE,  P_BAD_DATE,  B_BAD_DATE),
    ("certificate of the future",      WRONG_DATE, WRONG_DATE, BAD_DATE,  P_BAD_DATE,  B_BAD_DATE),
    ("certificate of another host",    WRONG_HOST, WRONG_HOST, BAD_HOST,  P_BAD_HOST,  B_BAD_HOST),
    ("reset before the body was read", LOST,      LOST,      AWAY,        P_AWAY,      B_AWAY),
    ("reset after the body was read",  LOST_PAID, LOST_PAID, AWAY,        P_AWAY,      B_AWAY),
    ("TLS break after the request",    LOST_PAID, LOST_PAID, AWAY,        P_AWAY,      B_AWAY),
    ("silence",                        LOST_PAID, LOST_PAID, AWAY,        P_AWAY,      B_TOO_LATE),
    ("dripped headers",                LOST_PAID, LOST_PAID, AWAY,        P_AWAY,      B_TOO_LATE),
    ("dripped body",                   LOST_PAID, LOST_PAID, AWAY,        P_AWAY,      B_TOO_LATE),
    ("truncated, length told",         LOST_PAID, LOST_PAID, AWAY,        P_AWAY,      B_AWAY),
    ("truncated, length not told",     LOST_PAID, LOST_PAID, NONSENSE,    P_DAMAGED_5, B_NONSENSE),
    ("gzip bomb",                      LOST_PAID, LOST_PAID, NONSENSE,    P_TOO_LARGE, B_NONSENSE),
    ("400",                            INVALID,   INVALID,   INVALID_5,   P_REFUSED_5, B_INVALID),
    ("401",                            NO_KEY,    NO_KEY,    KEYLESS,     P_REFUSED_5, B_NO_KEY),
    ("402",                            NO_MONEY,  NO_MONEY,  NO_MONEY_5,  P_REFUSED_5, B_NO_MONEY),
    ("404",                            NO_TASK,   NO_TASK,   NO_TASK_5,   P_REFUSED_5, B_NO_TASK),
    ("429",                            TOO_FAST,  TOO_FAST,  BUSY,        P_BUSY,      B_BUSY),
    ("429, Retry-After",               TOO_FAST,  TOO_FAST,  BUSY,        P_BUSY,      B_BUSY_LONG),
    ("500",                            LOST,      LOST,      BROKEN,      P_BROKEN,    B_BROKEN),
    ("502 HTML",                       LOST_PAID, LOST_PAID, BROKEN,      P_BROKEN,    B_BROKEN),
    ("503",                            LOST,      LOST,      BROKEN,      P_BROKEN,    B_BROKEN),
    ("redirect loop",                  LOST,      LOST,      NONSENSE,    P_LOOP,      B_NONSENSE),
    ("cross-host redirect",            LOST,      LOST,      NONSENSE,    P_FOLLOWED,  B_NONSENSE),
    ("not HTTP",                       LOST_PAID, LOST_PAID, NONSENSE,    P_NONSENSE,  B_NONSENSE),
    ("200 HTML",                       LOST_PAID, LOST_PAID, NONSENSE,    P_DAMAGED_5, B_NONSENSE),
    ("wrong JSON types",               ACCEPTED,  ACCEPTED,  RUNNING,     P_NO_JSON,   B_NONSENSE),
    ("missing fields",                 LOST_PAID, LOST_PAID, NONSENSE,    P_NO_JSON,   B_NONSENSE),
    ("unknown status",                 ACCEPTED,  ACCEPTED,  RUNNING,     P_NO_JSON,   B_NO_MORE),
    ("percent going back",             ACCEPTED,  ACCEPTED,  RUNNING,     P_NO_JSON,   B_NO_MORE),
    ("done without a result",          ACCEPTED,  ACCEPTED,  NO_RESULT_5, P_NO_JSON,   B_NO_MORE),
    ("another task",                   NEW_TASK,  NEW_TASK,  NONSENSE,    P_NO_JSON,   B_NO_MORE),
)
# fmt: on

MATRIX: Mapping[tuple[str, str], Outcome] = MappingProxyType(
    {
        (request, fault): outcome
        for fault, *outcomes in _TABLE
        for request, outcome in zip(REQUESTS, outcomes, strict=True)
    }
)

# --- what the user reads ---

NOW = "28/11/2026 12:00"
"""What the computer's clock says there."""

_AGAIN = "Asking again with the same request should give the same task at no further cost."

READS: Mapping[str, str] = MappingProxyType(
    {
        "not_sent": "The service can't be reached, so nothing was sent and nothing charged. "
        "Check the network, then submit again.",
        "unconfirmed": "The request was sent, but no answer came back, so it may have been "
        f"charged. {_AGAIN}",
        "invalid_request": "The service refused the request.",
        "unauthorized": "The service doesn't accept the API key. Check it in Preferences.",
        "insufficient_balance": "The balance is too low. Top up your GPTunnel account, then try "
        "again.",
        "task_not_found": "The service knows no such task. Check the id, and that the key is of "
        "the same account.",
        "rate_limited": "The service asks for fewer requests. Wait a minute, then try again.",
        "rejected": "The service refused the request.",
        "unreachable": "The service can't be reached. Check the network and try again.",
        "certificate": "This computer doesn't trust the certificate that localhost shows. In a "
        "company's network, have the proxy's certificate installed in the system; in any other, "
        "don't go on: somebody may be reading along.",
        "certificate_date": "The certificate of localhost isn't valid at this time: the clock of "
        f"this computer says {NOW}. If that is wrong, set the clock; if it is right, the service "
        "has to renew its certificate.",
        "certificate_host": "Something else answers in the place of localhost: its certificate is "
        "for another address. Sign in to the network in a browser, as hotels and cafés want it, "
        "or check the service's address in Preferences.",
        "no_encryption": "No encrypted connection to localhost comes about. A proxy, VPN or "
        "antivirus program may stand in the way: try without it, or in another network.",
        "server_fault": "The service has a fault of its own. Try again later.",
        "bad_answer": "The service's answer makes no sense. It may be under maintenance: try "
        "again later.",
        "no_result": "The service calls the task done but gives no picture. Ask for it again "
        "later.",
        "download_refused": "The picture's address is not one to download from.",
        "picture_damaged": "The picture arrived damaged. Ask for it again: that costs nothing.",
        "picture_too_large": "The picture is larger than can be opened.",
    }
)
NO_PICTURE: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        ("invalid_request", "rejected"),
        "The service took the task, but doesn't give out its picture. Ask for it again later: "
        "that costs nothing.",
    )
)
"""What the same refusals are when the task is paid for."""
NOTHING_CHARGED = "Nothing was charged."
NOTHING_SENT = "Nothing was sent, and nothing charged."
STILL_IN_DOUBT = "The request that was sent before may still have been charged."
FREE_REFUSALS = frozenset(
    {
        "invalid_request",
        "unauthorized",
        "insufficient_balance",
        "task_not_found",
        "rate_limited",
        "rejected",
    }
)
"""Said of a paid request that the service has refused, and of nothing that is paid for."""
NOT_LET_OUT = frozenset({"certificate", "certificate_date", "certificate_host", "no_encryption"})
"""Why not one byte of a request has left; of a paid one it is said that it's free."""
SERVER_SAYS = "The service says: “No, thank you.”"
"""Follows where the service gave a reason."""
