"""What has been asked for of the open picture by jobs that the journal knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.api.schema import inpaint_request
from app.canvas.codec import PictureError
from app.canvas.picture import Picture
from app.canvas.preflight import mask_digest
from app.canvas.progress import Progress
from app.jobs.background import CallResult
from app.jobs.loading import FileUnreadable, load_mask, read
from app.jobs.sent import SentInpaint
from app.library.library import Library
from app.ui.workspace import Workspace

_MOST = 50  # the newest ones: nobody repeats by accident what was asked so long ago


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes two inpaints of a picture the same. `mask` is its `MaskReport.digest`."""

    prompt: str
    use_wallet: bool
    mask: str


class EarlierRequests(QObject):
    """Reads beside the window: the requests once a picture is open, their masks once the prompt is
    the same. `changed` follows each time.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._sent: tuple[SentInpaint, ...] = ()
        self._asked: dict[str, dict[Asked, str]] = {}  # by prompt; each with its job's id
        self._calls: dict[int, str] = {}  # each with the prompt whose masks it reads, if it does
        workspace.sourceChanged.connect(self._look)
        workspace.backendChanged.connect(self._look)

    def job_of(self, asked: Asked) -> str | None:
        """The id of the newest job that was about just this, as far as that has been read."""
        prompt = asked.prompt
        if prompt not in self._asked:
            self._read(prompt)
        return self._asked.get(prompt, {}).get(asked)

    @property
    def is_reading(self) -> bool:
        """Whether requests are being read, or masks, one of which may be the same."""
        return bool(self._calls)

    def _look(self) -> None:
        workspace = self._workspace
        for call in self._calls:
            workspace.background.cancel_call(call)
        self._calls.clear()
        self._sent, self._asked = (), {}
        source, storage = workspace.source, workspace.backend.storage
        if source is None or source.task_id is None or source.is_grid or storage is None:
            return
        service = storage.runner.service
        work = partial(storage.journal.sent_inpaints, service, source.task_id, _MOST)
        self._calls[workspace.background.call(work, self._on_found)] = ""

    def _on_found(self, result: CallResult[tuple[SentInpaint, ...]]) -> None:
        del self._calls[result.id]
        self._sent = result.value or ()
        self.changed.emit()

    def _read(self, prompt: str) -> None:
        """Read the masks that were sent with a prompt, if any were."""
        source, library = self._workspace.source, self._workspace.backend.library
        sent = [one for one in self._sent if one.prompt == prompt]
        if not sent or source is None or library is None:
            return
        self._asked[prompt] = {}
        progress = Progress()
        work = partial(_what_was_asked, library, sent, source.picture, progress)
        call = self._workspace.background.call(work, self._on_read, progress.abandon)
        self._calls[call] = prompt

    def _on_read(self, result: CallResult[dict[Asked, str]]) -> None:
        self._asked[self._calls.pop(result.id)] = result.value or {}
        self.changed.emit()


def _what_was_asked(
    library: Library, sent: Sequence[SentInpaint], picture: Picture, progress: Progress
) -> dict[Asked, str]:
    """What these requests for a picture, newest first, asked for, and in which job. One is left
    out whose mask isn't kept as it was sent. Decodes a mask for each: not for the GUI thread.
    Raises Abandoned.
    """
    found: dict[Asked, str] = {}
    for number, one in enumerate(sent):
        progress.report(number / len(sent))
        asked = _asked(library, one, picture)
        if asked is not None:
            found.setdefault(asked, one.job_id)
    return found


def _asked(library: Library, sent: SentInpaint, picture: Picture) -> Asked | None:
    path = library.mask_path(sent.job_id)
    try:
        png = read(path)
        for use_wallet in (False, True):
            again = inpaint_request(sent.parent_id, png, sent.prompt, use_wallet=use_wallet)
            if again.digest == sent.digest:
                mask = load_mask(path, picture.size, picture.orientation)
                return Asked(sent.prompt, use_wallet, mask_digest(mask))
    except (FileUnreadable, PictureError):
        pass  # gone, or of a file of another size: not the same in any case
    return None
