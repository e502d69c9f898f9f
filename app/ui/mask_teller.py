"""What the user is told about masks that are kept: one is back, or can't be used, or written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from app.canvas.codec import MaskSizeMismatch, PictureError
from app.canvas.mask import MaskSnapshot
from app.library.errors import LibraryError, Reason
from app.ui.language import Words
from app.ui.main_window import MainWindow
from app.ui.mask_keeper import MaskKeeper
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.opener import Opened

_STATUS_MS = 6000


class Say(Protocol):
    """See `Workspace.say`."""

    def __call__(
        self, level: Level, text: Words, *choices: Choice, passes: bool = False
    ) -> None: ...


class MaskTeller(QObject):
    """`take` makes a mask the canvas's, as one step that can be undone."""

    def __init__(
        self,
        window: MainWindow,
        keeper: MaskKeeper,
        say: Say,
        take: Callable[[MaskSnapshot], None],
    ) -> None:
        super().__init__(keeper)
        self._window = window
        self._say = say
        self._take = take
        self._trouble: Words = str
        keeper.troubled.connect(self._tell_trouble)
        keeper.recovered.connect(self._tell_recovery)

    def tell(self, opened: Opened) -> None:
        """Say which mask a picture has been opened with, unless that goes without saying."""
        source, kept = opened.source, opened.kept
        if source.is_grid:
            return
        if source.mask_problem is not None:
            self._say(Level.ERROR, partial(exception_sentence, source.mask_problem))
        elif kept.problem is not None:
            self._say(Level.WARNING, partial(self._set_aside_sentence, kept.problem))
        elif opened.is_given and kept.mask is not None:
            self._say(
                Level.INFO,
                lambda: self.tr(
                    "The mask you asked for is shown; the one you had painted is set aside."
                ),
                Choice(lambda: self.tr("Bring it back"), partial(self._take, kept.mask)),
                passes=True,
            )
        elif kept.mask is not None:
            self._tell_return()
        elif not opened.is_given:
            self._offer_previous()

    def _offer_previous(self) -> None:
        """Offer the mask that the picture was made with; where news are told, the menu does."""
        previous = self._window.actions_["previousMask"]
        if previous.isEnabled() and not self._window.messages.isVisible():
            self._say(
                Level.INFO,
                lambda: self.tr("The mask that this picture was made with fits here, too."),
                Choice(lambda: self.tr("Use the previous mask"), previous.trigger),
                passes=True,
            )

    def _tell_return(self) -> None:
        def text() -> str:
            return self.tr("Your mask is back.")

        if self._window.messages.isVisible():
            # What is said there is news; this is seen anyway.
            self._window.tell(text, _STATUS_MS)
            return
        clear = self._window.actions_["clearMask"]
        fresh = Choice(lambda: self.tr("Start fresh"), clear.trigger)
        self._say(Level.INFO, text, fresh, passes=True)

    def _set_aside_sentence(self, problem: PictureError | LibraryError) -> str:
        if isinstance(problem, MaskSizeMismatch):
            text = self.tr(
                "The mask painted here before is {mask} pixels, but the picture is {picture}."
            ).format(mask=problem.mask, picture=problem.picture)
        else:
            text = self.tr("The mask painted here before is damaged.")
        return text + " " + self.tr("It is set aside in the data folder, in “masks/old”.")

    def _tell_trouble(self, error: Exception) -> None:
        self._trouble = partial(self._trouble_sentence, error)
        export = self._window.actions_["exportMask"]
        self._say(
            Level.WARNING,
            self._trouble,
            Choice(lambda: self.tr("Export the mask…"), export.trigger),
        )

    def _trouble_sentence(self, error: Exception) -> str:
        reason = error.reason if isinstance(error, LibraryError) else Reason.OTHER
        texts = {
            Reason.DISK_FULL: self.tr(
                "The disk is full, so your mask can't be saved. Free some space: until it can, "
                "saving is tried again and again."
            ),
            Reason.NOT_WRITABLE: self.tr(
                "The data folder can't be written to, so your mask can't be saved. Mend its "
                "permissions: until it can, saving is tried again and again."
            ),
            Reason.OTHER: self.tr(
                "Your mask can't be saved in the data folder. Until it can, saving is tried again "
                "and again."
            ),
        }
        return texts[reason]

    def _tell_recovery(self) -> None:
        def text() -> str:
            return self.tr("Your mask is saved again.")

        if self._window.messages.is_saying(self._trouble):
            self._say(Level.SUCCESS, text, passes=True)
        else:
            self._window.tell(text, _STATUS_MS)
