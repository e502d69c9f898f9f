"""What is in sight beside the original: a result, its candidate, or what was pasted of either."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.geometry import quadrants
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.jobs.background import Background, CallResult
from app.ui.busy_sign import BusySign
from app.ui.main_window import MainWindow
from app.ui.paste_desk import Paste, PasteDesk
from app.ui.result_desk import ResultDesk, Shown

_REST_MS = 60  # before what is under way is dropped for another feather, which seldom comes alone


@dataclass(frozen=True, slots=True)
class Sight:
    """What to look at: all of `shown` or its candidate `number`, and how it is pasted into
    `original`, beside which it stands.
    """

    shown: Shown
    original: Picture | None
    number: int | None = None
    paste: Paste | None = None

    @property
    def at_hand(self) -> Picture | None:
        """The picture of it, if there is nothing to do for that."""
        return self.shown.picture if self.number is None and self.paste is None else None

    def make(self, progress: Progress) -> Picture:
        """The picture of it. Takes its time. Raises FileUnreadable, PictureError and Abandoned."""
        if self.paste is not None:
            return self.paste.picture(progress)
        whole = self.shown.picture
        return whole.crop(quadrants(whole.size)[self.number - 1]) if self.number else whole

    def differs_in_feather_alone(self, other: Sight) -> bool:
        """Whether it would be the other one with another feather."""
        if self.paste is None or other.paste is None:
            return False
        recipe = replace(self.paste.recipe, feather=other.paste.recipe.feather)
        return replace(self, paste=replace(self.paste, recipe=recipe)) == other


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture, and what of."""

    sight: Sight
    picture: Picture


class SightDesk(QObject):
    """Has the picture of what is wanted; what was seen before stays until that is there.

    So nothing is ever seen that nobody has asked for, such as a candidate that has yet to be
    pasted. Pictures are made off the GUI thread, one at a time.
    """

    changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        results: ResultDesk,
        pastes: PasteDesk,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._results = results
        self._pastes = pastes
        self._background = background
        self._seen: Seen | None = None
        self._made: Seen | None = None  # what comes into sight once a stroke has ended
        self._making: tuple[int, Sight] | None = None
        self._progress = Progress()
        self._sign = BusySign(window, window.comparison, self._words, self._fraction, self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._make)
        results.changed.connect(self.refresh)
        pastes.changed.connect(self.refresh)

    @property
    def seen(self) -> Seen | None:
        """What is in sight; None for nothing."""
        return self._seen

    @property
    def wanted(self) -> Sight | None:
        """What belongs into sight; of a grid that is open itself all of it, whatever is picked."""
        shown, canvas = self._results.shown, self._window.canvas.canvas
        if shown is None:
            return None
        original = canvas.picture if canvas is not None else None
        number = self._results.picked if shown.is_result else None
        return Sight(shown, original, number, self._pastes.wanted)

    def refresh(self) -> None:
        """Bring into sight what is wanted now: at once, or as soon as it has been made."""
        wanted, seen = self.wanted, self._seen
        if wanted is not None and wanted.at_hand is not None:
            self._put(Seen(wanted, wanted.at_hand))
        elif wanted is None or (seen is not None and seen.sight.original is not wanted.original):
            self._put(None)
        under_way = self._making[1] if self._making is not None else None
        if under_way is None or wanted is None or not wanted.differs_in_feather_alone(under_way):
            self._make()
        elif wanted != under_way:
            self._rest.start()

    def _make(self) -> None:
        """Make what is wanted, unless it is there or under way, and nothing else any more."""
        self._rest.stop()
        wanted = self.wanted
        if any(there is not None and there.sight == wanted for there in (self._seen, self._made)):
            wanted = None
        if self._making is not None:
            if self._making[1] == wanted:
                return
            self._background.cancel_call(self._making[0])
            self._making = None
        if wanted is not None:
            self._progress = progress = Progress()
            call = self._background.call(
                partial(wanted.make, progress), self._on_made, progress.abandon
            )
            self._making = call, wanted
        self._sign.follow(self._making is not None)

    def _on_made(self, result: CallResult[Picture]) -> None:
        if self._making is None:
            return
        sight, self._making = self._making[1], None
        if result.value is not None:
            self._made = Seen(sight, result.value)
            if self._seen is None:
                # The pane comes up, which moves what is painted on.
                self._window.when_settled(self._put_made)
            else:
                self._put_made()
        elif sight.paste is not None:
            self._pastes.note_failed(sight.paste.recipe, result.error)
        else:
            self._results.pick(0)  # there is no memory for it
        self._make()

    def _put_made(self) -> None:
        made, self._made = self._made, None
        if made is not None and made.sight == self.wanted:
            self._put(made)

    def _put(self, seen: Seen | None) -> None:
        if seen != self._seen:
            self._seen = seen
            self.changed.emit()

    def _words(self, percent: int) -> str:
        return self.tr("Preparing the picture: {percent} %").format(percent=percent)

    def _fraction(self) -> float:
        return self._progress.fraction
