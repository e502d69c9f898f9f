"""Pasting the marked region against what one would write first: blur the mask, composite by it.

That bleeds into what was marked, and touches pixels beyond the feather; but it is quick. Both end
with a picture that can be shown, its smaller levels included.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PIL import Image, ImageDraw, ImageFilter

from app.canvas.geometry import Rect
from app.canvas.mask import Mask
from app.canvas.paste import pasted
from app.canvas.picture import Picture, picture_from_image
from tests.benchmarks.edits import LONGEST_GAP_MS
from tests.benchmarks.figures import Row, Times, timed
from tests.benchmarks.regions import TimedProgress, photograph, strokes

SIDE, RUNS = 4096, 3
FEATHERS = (0, 16, 64)
MOST = 1.5  # times what the naive one takes, for what users do most: one place is marked


def rows() -> Iterator[Row]:
    """Both in turn, so that what else the machine does is shared; medians."""
    before = photograph(SIDE)
    after = before.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for name, mask in (("one place", _place(SIDE)), ("strokes all over", strokes(SIDE))):
        for feather in FEATHERS:
            yield _measured(name, before, after, mask, feather)


def _measured(
    name: str, before: Image.Image, after: Image.Image, mask: Image.Image, feather: int
) -> Row:
    original, result = picture_from_image(before), picture_from_image(after)
    sent, whole = Mask.of(mask).snapshot(), Rect.of_size(result.size)
    ours, theirs, gaps = [], [], []
    for _ in range(RUNS):
        progress = TimedProgress()
        ours.append(timed(partial(pasted, original, result, whole, sent, feather, progress)))
        theirs.append(timed(partial(_naive, before, after, mask, feather)))
        gaps.append(progress.longest * 1000)
    mine, rival, gap = (Times(tuple(each)).median for each in (ours, theirs, gaps))
    goal, met = f"reports ≤ {LONGEST_GAP_MS} ms", gap <= LONGEST_GAP_MS
    if name == "one place":
        goal, met = f"≤ {MOST} ×, {goal}", met and mine <= MOST * rival
    found = f"{mine:.0f} ms, {mine / rival:.2f} × the naive {rival:.0f}"
    found = f"{found}, at most {gap:.0f} ms between reports"
    return Row(f"paste, {name}, feather {feather}, {SIDE}²", found, goal, met)


def _place(side: int) -> Image.Image:
    """A tenth of the picture, round."""
    mask = Image.new("L", (side, side))
    box = (0.3 * side, 0.3 * side, 0.65 * side, 0.66 * side)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def _naive(before: Image.Image, after: Image.Image, mask: Image.Image, feather: int) -> Picture:
    soft = mask.filter(ImageFilter.GaussianBlur(feather / 2)) if feather else mask
    return picture_from_image(Image.composite(after, before, soft))
