"""What is wrong or doubtful about a submission, looked for before it is paid for.

In three parts, by what they cost and when they are due:

- `inspect` goes through the whole mask, once for each state of it, in any thread.
- `findings` puts what that found beside what else is known (prompt, prices, the parent task). It
  takes no time, so it follows every letter that is typed.
- `prove` is the last word: it reads the encoded file again, after which nothing is done to it
  before it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.canvas.codec import PictureError, open_image, stored_image
from app.canvas.components import Specks, find_specks
from app.canvas.geometry import Size
from app.canvas.mask import CHANGED, KEPT, MaskSnapshot
from app.canvas.picture import Picture, patient_strips
from app.canvas.progress import Progress

if TYPE_CHECKING:
    import hashlib

SPECK = 64
"""White areas of fewer pixels are specks: 8 × 8 is less than Midjourney can paint anything in."""

NEARLY_EVERYTHING = 0.95
"""From this white share on, hardly anything of the picture is kept."""

# Labelling takes some 1 µs a run. Painted masks have a few runs a row; noise has thousands.
_MOST_RUNS = 1_000_000

_GREYS = 256


class FindingKind(StrEnum):
    """What can be found, the gravest first: the order in which it is told."""

    # These block.
    NO_TASK = "no_task"
    PARENT_GRID = "parent_grid"
    PARENT_NOT_DONE = "parent_not_done"
    PARENT_FAILED = "parent_failed"
    PARENT_MISSING = "parent_missing"
    NO_KEY = "no_key"
    SIZE = "size"
    NOT_PURE = "not_pure"
    EMPTY = "empty"
    # These are doubts.
    PARENT_UNSURE = "parent_unsure"
    SPECKS = "specks"
    NEARLY_EVERYTHING = "nearly_everything"
    BALANCE = "balance"
    CYRILLIC = "cyrillic"
    SENT_BEFORE = "sent_before"

    @property
    def blocks(self) -> bool:
        """Whether nothing may be submitted as long as this is so."""
        return self in _BLOCKING

    @property
    def is_doubt(self) -> bool:
        """Whether the user should have seen it before money is spent."""
        return self in _DOUBTS


_BLOCKING = frozenset(
    {
        *(FindingKind.NO_TASK, FindingKind.PARENT_GRID, FindingKind.PARENT_NOT_DONE),
        *(FindingKind.PARENT_FAILED, FindingKind.PARENT_MISSING, FindingKind.NO_KEY),
        *(FindingKind.SIZE, FindingKind.NOT_PURE, FindingKind.EMPTY),
    }
)
_DOUBTS = frozenset(
    {
        *(FindingKind.PARENT_UNSURE, FindingKind.SPECKS, FindingKind.NEARLY_EVERYTHING),
        *(FindingKind.BALANCE, FindingKind.CYRILLIC, FindingKind.SENT_BEFORE),
    }
)


class Parent(StrEnum):
    """The task that a mask is for. `MISSING`: the service knows none of this id; `UNSURE`: it
    could not be asked; `NO_KEY`: for want of a key that it takes.
    """

    NONE = "none"
    GRID = "grid"
    NOT_DONE = "not_done"
    FAILED = "failed"
    MISSING = "missing"
    UNSURE = "unsure"
    NO_KEY = "no_key"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class MaskReport:
    """What `inspect` found. `size` is that of the file for the service, in the stored layout;
    `white` a number of pixels; `digest` the same for the same mask alone.
    """

    size: Size
    is_pure: bool
    white: int
    specks: Specks | None
    digest: str

    @property
    def coverage(self) -> float:
        """The white share, 0.0 to 1.0."""
        return self.white / self.size.area if self.size.area else 0.0

    @property
    def is_specks_alone(self) -> bool:
        """Whether nothing would be left without the specks."""
        return self.specks is not None and self.specks.pixels == self.white


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the mask.

    `picture` is the picture's size in its stored layout; `spendable` and `price` (of the last
    job) are roubles, None while unknown; `sent_before`, whether the service has made a task of
    exactly this request.
    """

    picture: Size
    parent: Parent = Parent.DONE
    prompt: str = ""
    spendable: float | None = None
    price: float | None = None
    sent_before: bool = False


class UnfitMask(Exception):
    """An encoded mask that must not be sent; `str()` says why, for the log."""


def inspect(snapshot: MaskSnapshot, progress: Progress) -> MaskReport:
    """Go through a mask: some 0.4 s for 8192² pixels, at most 2 s for noise. Raises Abandoned."""
    image, width = snapshot.image(), snapshot.size.width
    digest = _begun_digest(snapshot)
    counts = [0] * _GREYS
    rows = zip(snapshot.bounds, snapshot.strips(), strict=True)
    for (top, bottom), data in rows:
        progress.report(0.3 * top / snapshot.size.height)
        counts = _added(counts, image.crop((0, top, width, bottom)).histogram())
        digest.update(data)
    is_pure = counts[KEPT] + counts[CHANGED] == snapshot.size.area
    specks = find_specks(image, SPECK, _MOST_RUNS, progress.part(0.3, 1.0)) if is_pure else None
    return MaskReport(stored_size(snapshot), is_pure, counts[CHANGED], specks, digest.hexdigest())


def mask_digest(snapshot: MaskSnapshot) -> str:
    """The `MaskReport.digest` of a mask: 16 ms for 4096² pixels."""
    digest = _begun_digest(snapshot)
    for data in snapshot.strips():
        digest.update(data)
    return digest.hexdigest()


def _begun_digest(snapshot: MaskSnapshot) -> hashlib.blake2b:
    import hashlib  # with OpenSSL, which nothing needs before there is a mask

    return hashlib.blake2b(f"{stored_size(snapshot)} {snapshot.orientation}".encode())


def findings(facts: Facts, report: MaskReport | None) -> tuple[FindingKind, ...]:
    """Everything that is wrong or doubtful, the gravest first; without a report, about the mask
    nothing is known.
    """
    found = set(_about_request(facts))
    if report is not None and not found & {FindingKind.NO_TASK, FindingKind.PARENT_GRID}:
        found.update(_about_mask(facts, report))
    return tuple(kind for kind in FindingKind if kind in found)


def _about_request(facts: Facts) -> list[FindingKind]:
    cases = {
        FindingKind.NO_TASK: facts.parent is Parent.NONE,
        FindingKind.PARENT_GRID: facts.parent is Parent.GRID,
        FindingKind.PARENT_NOT_DONE: facts.parent is Parent.NOT_DONE,
        FindingKind.PARENT_FAILED: facts.parent is Parent.FAILED,
        FindingKind.PARENT_MISSING: facts.parent is Parent.MISSING,
        FindingKind.PARENT_UNSURE: facts.parent is Parent.UNSURE,
        FindingKind.NO_KEY: facts.parent is Parent.NO_KEY,
        FindingKind.SENT_BEFORE: facts.sent_before,
        FindingKind.CYRILLIC: has_cyrillic(facts.prompt),
        FindingKind.BALANCE: is_short(facts.spendable, facts.price),
    }
    return [kind for kind, is_so in cases.items() if is_so]


def _about_mask(facts: Facts, report: MaskReport) -> list[FindingKind]:
    cases = {
        FindingKind.SIZE: report.size != facts.picture,
        FindingKind.NOT_PURE: not report.is_pure,
        FindingKind.EMPTY: report.white == 0,
        FindingKind.SPECKS: report.specks is not None,
        FindingKind.NEARLY_EVERYTHING: report.coverage >= NEARLY_EVERYTHING,
    }
    return [kind for kind, is_so in cases.items() if is_so]


def is_short(spendable: float | None, price: float | None) -> bool:
    """Whether there is too little to spend, as far as is known; without a price, nothing at all."""
    if spendable is None:
        return False
    return spendable <= 0 if price is None else spendable < price


def has_cyrillic(text: str) -> bool:
    """Whether any letter is Cyrillic (the Unicode blocks U+0400 to U+052F)."""
    return any("\u0400" <= letter <= "\u052f" for letter in text)


def prove(png: bytes, snapshot: MaskSnapshot) -> None:
    """Read an encoded mask again: it must be one channel of 0 and 255, not black throughout, and
    pixel for pixel what the snapshot holds, in the stored layout. Raises UnfitMask.
    """
    try:
        image, _ = open_image(png)
    except PictureError as error:
        raise UnfitMask(f"The encoded mask can't be read: {error}") from error
    meant = stored_image(snapshot)
    if (image.mode, image.size) != ("L", meant.size):
        raise UnfitMask(f"The encoded mask is {image.mode} of {image.size}, not of {meant.size}.")
    counts = [0] * _GREYS
    for top, bottom in patient_strips(Size(*image.size), 1):
        box = (0, top, image.width, bottom)
        strip = image.crop(box)
        if strip.tobytes() != meant.crop(box).tobytes():
            raise UnfitMask("The encoded mask differs from what was painted.")
        counts = _added(counts, strip.histogram())
    if counts[KEPT] + counts[CHANGED] != image.width * image.height:
        raise UnfitMask("The mask has greys.")
    if not counts[CHANGED]:
        raise UnfitMask("The mask is empty.")


def stored_size(of: MaskSnapshot | Picture) -> Size:
    """A mask's or picture's size as its file has it, before EXIF turns it upright."""
    return of.size.transposed if of.orientation >= 5 else of.size


def _added(counts: list[int], more: list[int]) -> list[int]:
    return [one + other for one, other in zip(counts, more, strict=True)]
