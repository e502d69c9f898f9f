"""Masks of pictures that were left in this session, so that coming back finds them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.canvas.codec import decode_mask, encode_mask
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.jobs.background import Background, CallResult


class LeftMasks(QObject):
    """By the key of their `Source`. Kept as PNG: some 70 kB instead of 16 MB at 4096²."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._masks: dict[str, MaskSnapshot | bytes] = {}
        self._encoding: dict[int, tuple[str, MaskSnapshot]] = {}

    def leave(self, key: str, snapshot: MaskSnapshot) -> None:
        """Keep a mask, in the place of an earlier one of the same picture."""
        self._masks[key] = snapshot
        call = self._background.call(partial(encode_mask, snapshot), self._on_encoded)
        self._encoding[call] = (key, snapshot)

    def forget(self, key: str) -> None:
        """There is nothing to come back to."""
        self._masks.pop(key, None)

    def find(self, key: str, picture: Picture) -> MaskSnapshot | None:
        """The mask left on a picture. Takes its time: not for the GUI thread."""
        mask = self._masks.get(key)
        if isinstance(mask, bytes):
            mask = decode_mask(mask, picture.size, picture.orientation)
        return mask if mask is not None and mask.size == picture.size else None

    def _on_encoded(self, result: CallResult[bytes]) -> None:
        key, snapshot = self._encoding.pop(result.id)
        if result.value is not None and self._masks.get(key) is snapshot:
            self._masks[key] = result.value
