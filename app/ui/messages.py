"""What went wrong, and what to do about it: one sentence or two in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.canvas.codec import (
    MAX_PIXELS,
    DamagedPicture,
    MaskSizeMismatch,
    NotAPicture,
    PictureTooLarge,
)
from app.jobs.failures import job_error
from app.jobs.job import NEVER_SENT, NOT_LET_OUT, ErrorCode, Job, JobError, JobState
from app.jobs.journal_errors import JournalError
from app.jobs.journal_errors import Reason as JournalReason
from app.jobs.loading import FileUnreadable, TaskHasFailed, TaskHasNoPicture, TaskNotReady
from app.jobs.saved import NotASidecar, OtherService
from app.jobs.trash import NotPutBack, TrashUnavailable
from app.library.exporting import FileUnwritable
from app.ui.backend import FolderInUse

_LONGEST_SERVER_TEXT = 300

# These say themselves that the request may have been charged.
_DOUBTS = frozenset({ErrorCode.UNCONFIRMED, ErrorCode.INTERRUPTED})
_REFUSALS = frozenset(
    {
        ErrorCode.UNAUTHORIZED,
        ErrorCode.INSUFFICIENT_BALANCE,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.TASK_NOT_FOUND,
        ErrorCode.RATE_LIMITED,
        ErrorCode.REJECTED,
    }
)


def tr(text: str) -> str:
    """Translate a sentence of this module; lupdate files module-level calls under no context."""
    return QCoreApplication.translate("", text)


def exception_sentence(error: Exception) -> str:
    """The sentence for anything that opening, importing or saving may raise."""
    match error:
        case TaskNotReady(percent=percent):
            return tr(
                "This task is still running ({percent} %). Open it again once it is done."
            ).format(percent=percent)
        case TaskHasFailed(reason=reason):
            return _with_server_text(
                tr("This task failed, so there is no picture to work on. Open another one."),
                reason,
            )
        case FileUnreadable(path=path, reason=reason):
            return tr("“{name}” can't be read: {reason}.").format(name=path.name, reason=reason)
        case FileUnwritable(path=path, reason=reason):
            return tr("“{name}” can't be written: {reason}.").format(name=path.name, reason=reason)
        case MaskSizeMismatch(mask=mask, picture=picture):
            return tr(
                "The mask is {mask} pixels, but the picture is {picture}. "
                "Take a mask of exactly the picture's size."
            ).format(mask=mask, picture=picture)
        case PictureTooLarge():
            return tr(
                "The picture has more than {megapixels} megapixels. Open a smaller one."
            ).format(megapixels=MAX_PIXELS // 1_000_000)
        case NotASidecar(path=path):
            return tr(
                "“{name}” says nothing about a task. Open the picture that it lies beside."
            ).format(name=path.name)
        case OtherService(path=path, service=service):
            return tr(
                "The task of “{name}” is not of the service in use, but of {service}. Open the "
                "picture that it lies beside, or change the service in Preferences."
            ).format(name=path.name, service=service)
        case NotAPicture():
            return tr(
                "This is not a picture that can be read. PNG, JPEG, WebP, GIF, BMP and TIFF can."
            )
        case DamagedPicture():
            return tr("The picture is damaged or cut short. Get it anew and try again.")
        case TrashUnavailable(path=path):
            return tr(
                "“{name}” can't be moved to the trash, so nothing was deleted. "
                "There may be no trash on this disk."
            ).format(name=path.name)
        case NotPutBack(path=path):
            return tr("“{name}” can't be brought back. Look for it in the system's trash.").format(
                name=path.name
            )
        case TaskHasNoPicture():
            return _job_text(JobError(ErrorCode.NO_RESULT))
        case JournalError(reason=JournalReason.TOO_NEW):
            return tr(
                "The data folder was written by a newer Mask Painter. Nothing is submitted by "
                "this one: update it, or choose another folder with --data-dir."
            )
        case FolderInUse():
            return tr(
                "Another Mask Painter is open with this data folder. Close this window and use "
                "that one, or choose another folder with --data-dir."
            )
        case OSError():
            return tr("The file can't be written: {reason}.").format(
                reason=error.strerror or str(error)
            )
    return job_sentence(job_error(error))


def job_sentence(error: JobError) -> str:
    """The sentence for what went wrong with a request, whatever that means for the money."""
    return _with_server_text(_job_text(error), error.server_text)


def ending_sentence(job: Job) -> str:
    """The sentences for what ended a job that rests with an error, and for its money.

    The same refusal is free when a new request meets it, says nothing about an earlier one that
    may have been charged, and comes too late for a task that is paid for.
    """
    if job.error is None:
        return ""
    text, code = _job_text(job.error), job.error.code
    if job.state is JobState.UNCONFIRMED and code not in _DOUBTS:
        if code is ErrorCode.NOT_SENT:
            text = _job_text(JobError(ErrorCode.UNREACHABLE))
        text += " " + tr("The request that was sent before may still have been charged.")
    elif job.is_unsent and code in NOT_LET_OUT:
        text += " " + tr("Nothing was sent, and nothing charged.")
    elif job.state is JobState.FAILED and job.task_id is None and code in _REFUSALS:
        text += " " + tr("Nothing was charged.")
    return _with_server_text(text, job.error.server_text)


def _job_text(error: JobError) -> str:
    if error == NEVER_SENT:
        return tr("The program ended before this was sent, so nothing was charged.")
    texts = {
        ErrorCode.NOT_SENT: tr(
            "The service can't be reached, so nothing was sent and nothing charged. "
            "Check the network, then submit again."
        ),
        ErrorCode.MASK_UNFIT: tr(
            "The mask didn't pass the last check, so nothing was sent and nothing charged. "
            "Export it to look at it, then submit again."
        ),
        ErrorCode.KEY_MISSING: tr(
            "There is no usable API key. Enter the key of your GPTunnel account in Preferences."
        ),
        ErrorCode.INSECURE_URL: tr(
            "The service's address must begin with https, so that the key stays secret. "
            "Correct it in Preferences."
        ),
        ErrorCode.UNAUTHORIZED: tr(
            "The service doesn't accept the API key. Check it in Preferences."
        ),
        ErrorCode.INSUFFICIENT_BALANCE: tr(
            "The balance is too low. Top up your GPTunnel account, then try again."
        ),
        ErrorCode.INVALID_REQUEST: tr("The service refused the request."),
        ErrorCode.TASK_NOT_FOUND: tr(
            "The service knows no such task. Check the id, and that the key is of the same account."
        ),
        ErrorCode.RATE_LIMITED: tr(
            "The service asks for fewer requests. Wait a minute, then try again."
        ),
        ErrorCode.REJECTED: tr("The service refused the request."),
        ErrorCode.UNCONFIRMED: tr(
            "The request was sent, but no answer came back, so it may have been charged. "
            "Asking again with the same request should give the same task at no further cost."
        ),
        ErrorCode.INTERRUPTED: tr(
            "The program ended while the request was on its way, so it may have been charged. "
            "Asking again with the same request should give the same task at no further cost."
        ),
        ErrorCode.MAYBE_CHARGED: tr(
            "Cancelled. The request may have reached the service, which may still charge for it."
        ),
        ErrorCode.UNREACHABLE: tr("The service can't be reached. Check the network and try again."),
        ErrorCode.CERTIFICATE: tr(
            "This computer doesn't trust the certificate that {host} shows. In a company's "
            "network, have the proxy's certificate installed in the system; in any other, don't "
            "go on: somebody may be reading along."
        ),
        ErrorCode.CERTIFICATE_DATE: tr(
            "The certificate of {host} isn't valid at this time: the clock of this computer says "
            "{now}. If that is wrong, set the clock; if it is right, the service has to renew "
            "its certificate."
        ),
        ErrorCode.CERTIFICATE_HOST: tr(
            "Something else answers in the place of {host}: its certificate is for another "
            "address. Sign in to the network in a browser, as hotels and cafés want it, or check "
            "the service's address in Preferences."
        ),
        ErrorCode.NO_ENCRYPTION: tr(
            "No encrypted connection to {host} comes about. A proxy, VPN or antivirus program may "
            "stand in the way: try without it, or in another network."
        ),
        ErrorCode.PROXY: tr(
            "The proxy doesn't connect to {host}. Check the system's proxy settings, and whether "
            "the proxy wants a name and password."
        ),
        ErrorCode.SERVER_FAULT: tr("The service has a fault of its own. Try again later."),
        ErrorCode.BAD_ANSWER: tr(
            "The service's answer makes no sense. It may be under maintenance: try again later."
        ),
        ErrorCode.TASK_FAILED: tr("The service could not finish the task."),
        ErrorCode.NO_RESULT: tr("The service calls the task done but gives no picture."),
        ErrorCode.NO_PROGRESS: tr(
            "The task has made no progress for a long time. Ask for it again later."
        ),
        ErrorCode.DOWNLOAD_REFUSED: tr("The picture's address is not one to download from."),
        ErrorCode.PICTURE_DAMAGED: tr(
            "The picture arrived damaged. Ask for it again: that costs nothing."
        ),
        ErrorCode.PICTURE_TOO_LARGE: tr("The picture is larger than can be opened."),
        ErrorCode.NOT_WRITABLE: tr(
            "The data folder can't be written to. Nothing is submitted until it can: "
            "choose another with --data-dir, or mend its permissions."
        ),
        ErrorCode.DISK_FULL: tr("The disk is full. Free some space and try again."),
        ErrorCode.JOURNAL_DAMAGED: tr(
            "The journal of jobs is damaged. Nothing is submitted until it is moved away."
        ),
        ErrorCode.STORAGE: tr("A file of the data folder can't be used."),
        ErrorCode.INTERNAL: tr("Something went wrong inside the program; nothing is lost."),
    }
    text = texts[error.code]
    if error.code in NOT_LET_OUT:
        text = text.format(host=error.host or tr("the service"), now=clock())
    return text


def _with_server_text(sentence: str, server_text: str) -> str:
    text = " ".join(server_text.split())
    if not text:
        return sentence
    if len(text) > _LONGEST_SERVER_TEXT:
        text = text[: _LONGEST_SERVER_TEXT - 1] + "…"
    return sentence + " " + tr("The service says: “{text}”").format(text=text)


def roubles(amount: float) -> str:
    """An amount as the locale writes it: whole roubles without kopecks."""
    decimals = 0 if abs(amount - round(amount)) < 0.005 else 2
    return tr("{amount} ₽").format(amount=number(amount, decimals))


def percent(value: float, decimals: int = 0) -> str:
    """A percentage as the language writes it, from one such as 12.5."""
    return tr("{number} %").format(number=number(value, decimals))


def number(value: float, decimals: int) -> str:
    """A number as the locale writes it, in Russian with a comma."""
    return QLocale().toString(float(value), "f", decimals)


def clock() -> str:
    """The computer's date and time as the locale writes them."""
    return QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)


def duration(seconds: float) -> str:
    """Minutes and seconds, such as 1:05."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
