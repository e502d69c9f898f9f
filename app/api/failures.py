"""What the libraries below raise, told as one of our reasons."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead
from socket import gaierror

from requests import exceptions as above
from urllib3 import exceptions as below

from app.api.errors import Reason

# What sending a prepared request may raise for reasons that lie outside this program. ValueError:
# proxies come from the environment, and malformed ones are reported so.
NETWORK_ERRORS = (above.RequestException, below.HTTPError, HTTPException, OSError, ValueError)

_Kinds = tuple[type[BaseException], ...]

_PROXY: _Kinds = (
    above.ProxyError,
    above.InvalidProxyURL,
    above.InvalidSchema,  # SOCKS without PySocks
    below.ProxyError,
    below.ProxySchemeUnknown,
)

# What is wrong with a certificate, by the codes of OpenSSL (X509_V_ERR_…), of Windows (CERT_E_…)
# and of macOS (errSec…): truststore has the system's own judgement. All others mean "not trusted".
_CERTIFICATES = {
    **dict.fromkeys((9, 10, 0x800B0101, -67818, -67819), Reason.CERTIFICATE_DATE),
    **dict.fromkeys((62, 64, 0x800B010F, -67602), Reason.CERTIFICATE_HOST),
}

# The first row that fits any link of the chain of errors wins.
_TABLE: tuple[tuple[_Kinds, Reason], ...] = (
    (_PROXY, Reason.PROXY),
    # UnicodeError: the name can't even be written for a look-up.
    ((gaierror, UnicodeError), Reason.NAME_UNKNOWN),
    ((ssl.SSLCertVerificationError,), Reason.CERTIFICATE),
    ((ssl.SSLError, below.SSLError), Reason.TLS),
    ((ConnectionRefusedError,), Reason.REFUSED),
    ((TimeoutError,), Reason.TIMEOUT),
    ((ConnectionError, IncompleteRead), Reason.BROKEN),
    ((HTTPException, below.DecodeError, below.InvalidHeader), Reason.BAD_ANSWER),
    ((below.ProtocolError,), Reason.BROKEN),
)


def describe(error: BaseException) -> tuple[Reason, str]:
    """The reason, and the operating system's or TLS library's words for it where there are any.

    Only those words: the messages of requests and urllib3 hold URLs and addresses of objects.
    """
    chain = tuple(_chain(error))
    reason = next(
        (reason for kinds, reason in _TABLE if any(isinstance(link, kinds) for link in chain)),
        Reason.NETWORK,
    )
    if reason is Reason.CERTIFICATE:
        codes = (getattr(link, "verify_code", None) for link in chain)
        reason = next((_CERTIFICATES[code] for code in codes if code in _CERTIFICATES), reason)
    return reason, next(filter(None, map(_words, chain)), "")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and whatever it wraps, outermost first. The libraries wrap in four ways."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [getattr(link, "reason", None), *link.args, link.__cause__, link.__context__]


def _words(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        # Truststore leaves it away when the other side shows no certificate at all.
        return getattr(error, "verify_message", "")
    if isinstance(error, ssl.SSLError):
        return error.reason or ""
    return error.strerror or "" if isinstance(error, OSError) else ""
