"""Exceptions of the inner layers as what a job remembers of them."""

from __future__ import annotations

from app.api import errors as api
from app.canvas.codec import PictureError, PictureTooLarge
from app.canvas.preflight import UnfitMask
from app.jobs.job import ErrorCode, JobError
from app.jobs.journal_errors import JournalError
from app.jobs.journal_errors import Reason as JournalReason
from app.library import errors as library

# The first class that fits counts, so special ones stand before their bases.
_CODES: tuple[tuple[type[Exception], ErrorCode], ...] = (
    (api.KeyMissing, ErrorCode.KEY_MISSING),
    (api.InsecureUrl, ErrorCode.INSECURE_URL),
    (api.NotSent, ErrorCode.NOT_SENT),
    (api.Unconfirmed, ErrorCode.UNCONFIRMED),
    (api.Unauthorized, ErrorCode.UNAUTHORIZED),
    (api.InsufficientBalance, ErrorCode.INSUFFICIENT_BALANCE),
    (api.InvalidRequest, ErrorCode.INVALID_REQUEST),
    (api.TaskNotFound, ErrorCode.TASK_NOT_FOUND),
    (api.RateLimited, ErrorCode.RATE_LIMITED),
    (api.Rejected, ErrorCode.REJECTED),
    (api.Unreachable, ErrorCode.UNREACHABLE),
    (api.ServerFault, ErrorCode.SERVER_FAULT),
    (api.BadAnswer, ErrorCode.BAD_ANSWER),
    (PictureTooLarge, ErrorCode.PICTURE_TOO_LARGE),
    (PictureError, ErrorCode.PICTURE_DAMAGED),
    (UnfitMask, ErrorCode.MASK_UNFIT),
)

# What keeps a connection from coming about has a code of its own where there is something to do
# about it, whatever the request was.
_REASONS = {
    api.Reason.CERTIFICATE: ErrorCode.CERTIFICATE,
    api.Reason.CERTIFICATE_DATE: ErrorCode.CERTIFICATE_DATE,
    api.Reason.CERTIFICATE_HOST: ErrorCode.CERTIFICATE_HOST,
    api.Reason.HANDSHAKE: ErrorCode.NO_ENCRYPTION,
    api.Reason.PROXY: ErrorCode.PROXY,
}

_LIBRARY_CODES = {
    library.Reason.NOT_WRITABLE: ErrorCode.NOT_WRITABLE,
    library.Reason.DISK_FULL: ErrorCode.DISK_FULL,
    library.Reason.OTHER: ErrorCode.STORAGE,
}

_JOURNAL_CODES = {
    JournalReason.DAMAGED: ErrorCode.JOURNAL_DAMAGED,
    JournalReason.TOO_NEW: ErrorCode.JOURNAL_DAMAGED,
    JournalReason.NOT_WRITABLE: ErrorCode.NOT_WRITABLE,
    JournalReason.DISK_FULL: ErrorCode.DISK_FULL,
    JournalReason.OTHER: ErrorCode.STORAGE,
}


def job_error(error: Exception) -> JobError:
    """What a job remembers of an exception; `internal` for one that nobody expects."""
    server_text = error.server_text if isinstance(error, api.ServiceError) else ""
    host = error.host if isinstance(error, api.NotSent | api.Unreachable) else ""
    return JobError(_code(error), server_text, str(error), host)


def _code(error: Exception) -> ErrorCode:
    match error:
        case library.LibraryError():
            return _LIBRARY_CODES[error.reason]
        case JournalError():
            return _JOURNAL_CODES[error.reason]
        case api.NotSent() | api.Unreachable() if error.reason in _REASONS:
            return _REASONS[error.reason]
        case api.DownloadRefused(cause=api.RefusalCause.TOO_LARGE):
            return ErrorCode.PICTURE_TOO_LARGE
        case api.DownloadRefused():
            return ErrorCode.DOWNLOAD_REFUSED
    fitting = (code for kind, code in _CODES if isinstance(error, kind))
    return next(fitting, ErrorCode.INTERNAL)
