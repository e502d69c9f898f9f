"""The thumbnails of the history: made beside the window, for what is in sight."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.canvas.codec import PictureError
from app.canvas.thumbnail import sketch, thumbnail, to_jpeg
from app.jobs.background import Background, CallResult
from app.jobs.history_node import HistoryNode
from app.jobs.loading import FileUnreadable, read
from app.jobs.masks import mask_path_of
from app.library.library import Library
from app.library.sidecar import orientation_beside
from app.library.thumbnails import Thumbnails, stamp_of
from app.ui.candidate_strip import THUMBNAIL
from app.ui.kept_image import image_of

SIDE = 2 * THUMBNAIL
"""Device pixels: sharp on a dense screen, and scaled down on others."""

_MOST_HELD = 400  # of 30 kB each
_MOST_WAITING = 24  # twice what is in sight; what was scrolled past is asked for again
_CALLS = 1
_CALL_SECONDS = 0.03  # after which a call brings what it has made so far


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a thumbnail is made of: a picture and the mask it was made with, or what a mask is to
    change in an original.
    """

    key: str
    picture: Path | None
    mask: Path | None
    is_grid: bool
    original_id: str


@dataclass(frozen=True, slots=True)
class _Made:
    key: str
    image: QImage | None


class HistoryThumbnails(QObject):
    """Knows those that were seen last, and makes the others, the one asked for last at first."""

    ready = Signal(str)
    """A node's key: its thumbnail is there now."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._library: Library | None = None
        self._kept: Thumbnails | None = None
        self._held: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._waiting: OrderedDict[str, _Wanted] = OrderedDict()
        self._calls: dict[int, tuple[_Wanted, ...]] = {}

    def use(self, library: Library | None) -> None:
        """Take pictures from another library; those of this one are let go of."""
        for call in self._calls:
            self._background.cancel_call(call)
        for known in (self._held, self._waiting, self._calls):
            known.clear()
        self._library = library
        self._kept = Thumbnails(library.pictures.parent) if library is not None else None

    def pixmap(self, node: HistoryNode) -> QPixmap | None:
        """A node's thumbnail; None when there is none, or not yet: then `ready` may follow."""
        key = node.key
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        if self._library is not None and not self._is_under_way(key):
            wanted = _wanted(node, self._library)
            if wanted is not None:
                self._waiting[key] = wanted
                self._waiting.move_to_end(key)
                while len(self._waiting) > _MOST_WAITING:
                    self._waiting.popitem(last=False)
                self._begin()
        return None

    def hold(self, key: str, pixmap: QPixmap) -> None:
        """Show this, such as a preview, until the node is forgotten."""
        self._held[key] = pixmap
        self._held.move_to_end(key)
        while len(self._held) > _MOST_HELD:
            self._held.popitem(last=False)
        self.ready.emit(key)

    def forget(self, key: str) -> None:
        """The node's picture is another one by now."""
        self._held.pop(key, None)
        self._waiting.pop(key, None)
        for call, wanted in tuple(self._calls.items()):
            self._calls[call] = tuple(each for each in wanted if each.key != key)

    def _is_under_way(self, key: str) -> bool:
        return any(each.key == key for wanted in self._calls.values() for each in wanted)

    def _begin(self) -> None:
        while self._waiting and len(self._calls) < _CALLS and self._kept and self._library:
            # As many as there would be if they were all kept already.
            count = max(1, len(self._waiting) // _CALLS)
            wanted = tuple(self._waiting.popitem(last=True)[1] for _ in range(count))
            work = partial(_make_some, wanted, self._library, self._kept)
            self._calls[self._background.call(work, self._on_made)] = wanted

    def _on_made(self, result: CallResult[tuple[_Made, ...]]) -> None:
        wanted = {each.key: each for each in self._calls.pop(result.id)}
        for made in result.value or ():
            if wanted.pop(made.key, None) is None:
                continue  # forgotten meanwhile
            if made.image is None:
                self._held[made.key] = None
            else:
                self.hold(made.key, QPixmap.fromImage(made.image))
        for key, each in reversed(wanted.items()):
            # There was no time for these, and they may still be in sight.
            if result.error is None and key not in self._held:
                self._waiting.setdefault(key, each)
        self._begin()


def _wanted(node: HistoryNode, library: Library) -> _Wanted | None:
    """What a node's thumbnail is made of; None where there is nothing to show."""
    if node.is_hollow:
        return None
    mask = mask_path_of(library, node)
    picture = library.pictures / node.picture if node.picture else None
    if picture is None and not node.is_inpaint:
        return None
    return _Wanted(node.key, picture, mask, node.offers.is_grid, node.parent_id)


def _make_some(
    wanted: tuple[_Wanted, ...], library: Library, kept: Thumbnails
) -> tuple[_Made, ...]:
    """As many as a short time allows, and at least one. For any thread."""
    begun = time.monotonic()
    made = []
    for each in wanted:
        made.append(_Made(each.key, _image(each, library, kept)))
        if time.monotonic() - begun > _CALL_SECONDS:
            break
    return tuple(made)


def _image(wanted: _Wanted, library: Library, kept: Thumbnails) -> QImage | None:
    shown = wanted.picture or library.find(wanted.original_id)
    if shown is None:
        return None
    orientation = orientation_beside(shown)
    stamp = f"{SIDE} {wanted.is_grid:d} {stamp_of(shown)} {stamp_of(wanted.mask)}"
    if orientation != 1:
        stamp += f" {orientation}"
    data = kept.load(wanted.key, stamp)
    image = image_of(data) if data is not None else None
    if image is None:
        data = _jpeg(wanted, shown, orientation)
        if data is None:
            return None
        kept.save(wanted.key, stamp, data)
        image = image_of(data)
    return image


def _jpeg(wanted: _Wanted, shown: Path, orientation: int) -> bytes | None:
    """The thumbnail's file; without the mask, if that can't be used."""
    for mask in (wanted.mask, None):
        try:
            picture = read(shown)
            marked = read(mask) if mask is not None and mask.is_file() else None
            if marked is not None and wanted.picture is None:
                return to_jpeg(sketch(picture, SIDE, marked, orientation=orientation))
            return to_jpeg(
                thumbnail(picture, SIDE, marked, is_grid=wanted.is_grid, orientation=orientation)
            )
        except (FileUnreadable, PictureError):
            continue
    return None
