"""What went wrong, and what to do about it: one sentence or two in the user's language."""

from __future__ import annotations

from app.canvas.codec import (
    MAX_PIXELS,
    DamagedPicture,
    MaskSizeMismatch,
    NotAPicture,
    PictureTooLarge,
)
from app.jobs.failures import job_error
from app.jobs.job import ErrorCode, JobError
from app.jobs.journal_errors import JournalError
from app.jobs.journal_errors import Reason as JournalReason
from app.jobs.loading import (
    ArrivedDamaged,
    FileUnreadable,
    PictureWithheld,
    TaskHasFailed,
    TaskHasNoPicture,
    TaskNotReady,
)
from app.jobs.saved import NotASidecar, OtherService
from app.jobs.trash import NotPutBack, TrashUnavailable
from app.library.errors import FolderInUse, FolderUnlocked
from app.library.exporting import FileUnwritable
from app.ui.job_sentences import job_sentence, with_server_text
from app.ui.texts import tr


def exception_sentence(error: Exception) -> str:
    """The sentence for anything that opening, importing or saving may raise."""
    match error:
        case TaskNotReady(percent=percent):
            return tr(
                "This task is still running ({percent} %). Open it again once it is done."
            ).format(percent=percent)
        case TaskHasFailed(reason=reason):
            return with_server_text(
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
        case ArrivedDamaged():
            return job_sentence(JobError(ErrorCode.PICTURE_DAMAGED))
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
        case PictureWithheld():
            return tr(
                "The task is there, but its picture can't be had any more. Try again later, or "
                "open another task."
            )
        case TaskHasNoPicture():
            return job_sentence(JobError(ErrorCode.NO_RESULT))
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
        case FolderUnlocked():
            return tr(
                "The data folder can't be kept for this window alone, probably because the disk is "
                "full, so nothing is submitted. Free some space, then start the program again."
            )
        case OSError():
            return tr("The file can't be written: {reason}.").format(
                reason=error.strerror or str(error)
            )
    return job_sentence(job_error(error))
