"""What can go wrong when talking to the service.

    ServiceError
    ├── KeyMissing                  no API key is set; nothing was sent
    │   └── KeyUnusable             the key can't be put in a header; nothing was sent
    ├── InsecureUrl                 the address isn't https, nor http on this machine
    ├── NotSent                     paid: no connection came about, nothing left this machine
    ├── Unconfirmed                 paid: may have reached the service, no usable answer came back
    ├── Rejected                    the service answered no (4xx); nothing was charged
    │   ├── Unauthorized            401, 403: the key is wrong
    │   ├── InsufficientBalance     402: not enough money
    │   ├── InvalidRequest          400, 422: the mask, the parent or the prompt was refused
    │   ├── TaskNotFound            404
    │   └── RateLimited             429 (temporary)
    ├── Unreachable                 unpaid: the network failed (temporary)
    ├── ServerFault                 unpaid: 5xx or 408 (temporary)
    ├── BadAnswer                   unpaid: not the documented JSON (temporary)
    ├── DownloadRefused             we declined to fetch a picture, or another file
    └── Aborted                     `GptunnelClient.abort()` or `close()` was called

`str(error)` is one English sentence for logs. The service's own words are in `server_text`, plain
text without markup. Neither ever holds the API key, and no error is chained to one that does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Reason(StrEnum):
    """Why there is no usable answer."""

    NAME_UNKNOWN = "name_unknown"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CERTIFICATE = "certificate"
    CERTIFICATE_DATE = "certificate_date"
    CERTIFICATE_HOST = "certificate_host"
    HANDSHAKE = "handshake"
    TLS = "tls"
    PROXY = "proxy"
    NETWORK = "network"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    SERVER_FAULT = "server_fault"
    BAD_ANSWER = "bad_answer"
    TOO_LARGE = "too_large"


_PHRASES = {
    Reason.NAME_UNKNOWN: "the service's host name could not be looked up",
    Reason.REFUSED: "the connection was refused",
    Reason.CONNECT_TIMEOUT: "no connection came about in time",
    Reason.CERTIFICATE: "the certificate of the other side is not trusted",
    Reason.CERTIFICATE_DATE: "the certificate of the other side is not valid at this time",
    Reason.CERTIFICATE_HOST: "the certificate of the other side is for another host",
    Reason.HANDSHAKE: "no encrypted connection came about",
    Reason.TLS: "the encrypted connection broke",
    Reason.PROXY: "the proxy did not connect to the service",
    Reason.NETWORK: "the network could not be used",
    Reason.TIMEOUT: "no complete answer came in time",
    Reason.BROKEN: "the connection broke",
    Reason.SERVER_FAULT: "the service reported a fault of its own",
    Reason.BAD_ANSWER: "the answer was not the documented one",
    Reason.TOO_LARGE: "the answer was larger than we take",
}


def _because(reason: Reason, detail: str) -> str:
    return f"{_PHRASES[reason]} ({detail})" if detail else _PHRASES[reason]


class ServiceError(Exception):
    """Base of everything `app.api` raises on purpose."""

    temporary: ClassVar[bool] = False
    """Whether asking again may help."""

    def __init__(self, sentence: str, *, server_text: str = "") -> None:
        super().__init__(sentence)
        self.server_text = server_text


class KeyMissing(ServiceError):
    """No API key is set; nothing was sent."""

    def __init__(self, sentence: str = "No API key is set.") -> None:
        super().__init__(sentence)


class KeyUnusable(KeyMissing):
    """The API key holds characters that no header can carry; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("The API key holds characters that can't be sent in a header.")


class InsecureUrl(ServiceError):
    """The service's address is neither https nor http on this machine."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The address of the service can't be used: {why}.")


class NotSent(ServiceError):
    """A paid request of which not one byte left this machine: it may be sent again safely.
    `host` is the one that it was for.
    """

    def __init__(self, reason: Reason, detail: str = "", host: str = "") -> None:
        super().__init__(f"The request was not sent: {_because(reason, detail)}.")
        self.reason = reason
        self.host = host


class Unconfirmed(ServiceError):
    """A paid request that may have reached the service and been charged."""

    def __init__(
        self, cause: Reason, detail: str = "", *, status: int | None = None, server_text: str = ""
    ) -> None:
        super().__init__(
            f"The service did not confirm the request: {_because(cause, detail)}.",
            server_text=server_text,
        )
        self.cause = cause
        self.status = status


class Rejected(ServiceError):
    """The service answered no (4xx); a paid request was not charged."""

    _sentence: ClassVar[str] = "The service rejected the request"

    def __init__(self, status: int, *, server_text: str = "") -> None:
        super().__init__(f"{self._sentence} (HTTP {status}).", server_text=server_text)
        self.status = status


class Unauthorized(Rejected):
    """The service doesn't accept the API key (401, 403)."""

    _sentence = "The service did not accept the API key"


class InsufficientBalance(Rejected):
    """The account holds too little money (402 or `insufficient_balance_error`)."""

    _sentence = "The account's balance is too low"


class InvalidRequest(Rejected):
    """The service found the request itself at fault (400, 422)."""

    _sentence = "The service found the request invalid"


class TaskNotFound(Rejected):
    """The service knows no such task (404)."""

    _sentence = "The service knows no such task"


class RateLimited(Rejected):
    """Too many requests (429). `retry_after`: seconds the service asks for, at most 60."""

    temporary = True
    _sentence = "The service asks for fewer requests"

    def __init__(
        self, status: int, *, server_text: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(status, server_text=server_text)
        self.retry_after = retry_after


class Unreachable(ServiceError):
    """An unpaid request failed on the network. `host` is the one that was asked."""

    temporary = True

    def __init__(self, reason: Reason, detail: str = "", host: str = "") -> None:
        super().__init__(f"The service could not be reached: {_because(reason, detail)}.")
        self.reason = reason
        self.host = host


class ServerFault(ServiceError):
    """The service failed an unpaid request (5xx, 408). `retry_after`: seconds, at most 60."""

    temporary = True

    def __init__(
        self, status: int, *, server_text: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(
            f"The service reported a fault of its own (HTTP {status}).", server_text=server_text
        )
        self.status = status
        self.retry_after = retry_after


class BadAnswer(ServiceError):
    """The answer to an unpaid request is not what the service documents."""

    temporary = True

    def __init__(self, why: str) -> None:
        super().__init__(f"The service's answer could not be understood: {why}.")


class RefusalCause(StrEnum):
    """Why a file wasn't fetched."""

    ADDRESS = "address"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"


class DownloadRefused(ServiceError):
    """We declined to fetch a file, such as a picture; asking again won't help."""

    def __init__(self, cause: RefusalCause, why: str) -> None:
        super().__init__(f"The file was not fetched: {why}.")
        self.cause = cause


class Aborted(ServiceError):
    """The call was ended from this side.

    `maybe_sent` is True when it was a paid request that may have reached the service by then.
    """

    def __init__(self, *, maybe_sent: bool = False) -> None:
        super().__init__("The call to the service was aborted.")
        self.maybe_sent = maybe_sent
