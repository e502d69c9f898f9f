"""What went wrong with a request or a job, and what that means for the money."""

from __future__ import annotations

from app.jobs.job import NEVER_SENT, NOT_LET_OUT, ErrorCode, Job, JobError, JobState
from app.ui.texts import clock, tr

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
_REFUSALS_OF_A_PICTURE = frozenset({ErrorCode.INVALID_REQUEST, ErrorCode.REJECTED})


def job_sentence(error: JobError) -> str:
    """The sentence for what went wrong with a request, whatever that means for the money."""
    return with_server_text(_job_text(error), error.server_text)


def ending_sentence(job: Job) -> str:
    """The sentences for what ended a job that rests with an error, and for its money.

    The same refusal is free when a new request meets it, says nothing about an earlier one that
    may have been charged, and comes too late for a task that is paid for.
    """
    if job.error is None:
        return ""
    text, code = _job_text(job.error), job.error.code
    if job.task_id is not None and code in _REFUSALS_OF_A_PICTURE:
        text = tr(
            "The service took the task, but doesn't give out its picture. Ask for it again later: "
            "that costs nothing."
        )
    if job.state is JobState.UNCONFIRMED and code not in _DOUBTS:
        if code is ErrorCode.NOT_SENT:
            text = _job_text(JobError(ErrorCode.UNREACHABLE))
        text += " " + tr("The request that was sent before may still have been charged.")
    elif job.is_unsent and code in NOT_LET_OUT:
        text += " " + tr("Nothing was sent, and nothing charged.")
    elif job.state is JobState.FAILED and job.task_id is None and code in _REFUSALS:
        text += " " + tr("Nothing was charged.")
    return with_server_text(text, job.error.server_text)


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
        ErrorCode.SENT_ANEW: tr(
            "You have submitted exactly this anew since, so it isn't sent a second time."
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
        ErrorCode.TASK_FAILED: tr(
            "The service could not finish the task. Ask for it again, which costs nothing, or "
            "change the prompt or the mask and submit that."
        ),
        ErrorCode.NO_RESULT: tr(
            "The service calls the task done but gives no picture. Ask for it again later."
        ),
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


def with_server_text(sentence: str, server_text: str) -> str:
    """A sentence, and what the service said about it, if it did."""
    text = " ".join(server_text.split())
    if not text:
        return sentence
    if len(text) > _LONGEST_SERVER_TEXT:
        text = text[: _LONGEST_SERVER_TEXT - 1] + "…"
    said = tr("The service says: “{text}”").format(text=text)
    # What comes after it is another sentence.
    return f"{sentence} {said}" if text.endswith((".", "!", "?", "…")) else f"{sentence} {said}."
