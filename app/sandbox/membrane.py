"""Smooth fields over a picture: what is known in some places, stretched over the others.

A field is a list of "F" images, one per channel, in levels. The stretching is pull and push over
halved sizes (Farbman and others, "Convolution pyramids", 2011).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PIL import Image, ImageMath

_BOX = Image.Resampling.BOX
_BILINEAR = Image.Resampling.BILINEAR

Field = list[Image.Image]


def tone_gap(wanted: Image.Image, given: Image.Image) -> Field:
    """What is to be added to the given RGB picture to make it the wanted one."""
    return [
        evaluate(lambda a: a["w"] - a["g"], w=w.convert("F"), g=g.convert("F"))
        for w, g in zip(wanted.split(), given.split(), strict=True)
    ]


def as_share(mask: Image.Image) -> Image.Image:
    """0..255 to 0..1 ("F")."""
    return evaluate(lambda a: a["m"] / 255.0, m=mask.convert("F"))


def membrane(values: Image.Image, known: Image.Image) -> Image.Image:
    """Values ("F") where known is 1, spread smoothly to where it is 0."""
    return pull(evaluate(lambda a: a["v"] * a["k"], v=values, k=known), known)


def pull(weighted: Image.Image, known: Image.Image) -> Image.Image:
    """The same for values that are already multiplied by how far (0 to 1) they are known."""
    if max(known.size) == 1:
        return evaluate(lambda a: a["v"] / (a["k"] + 1e-6), v=weighted, k=known)
    half = (-(-known.width // 2), -(-known.height // 2))
    value, part = weighted.resize(half, _BOX), known.resize(half, _BOX)
    # A cell with one known pixel of four counts as known, so that the rim keeps its value.
    gain = evaluate(lambda a: a["min"](1.0 / (a["k"] + 1e-6), 4.0), k=part)
    coarse = pull(
        evaluate(lambda a: a["v"] * a["g"], v=value, g=gain),
        evaluate(lambda a: a["k"] * a["g"], k=part, g=gain),
    ).resize(known.size, _BILINEAR)
    return evaluate(lambda a: a["v"] + (1.0 - a["k"]) * a["c"], v=weighted, k=known, c=coarse)


def evaluate(expression: Callable[[dict[str, Any]], Any], **images: Image.Image) -> Image.Image:
    """An ImageMath expression over "F" images of one size."""
    return cast(Image.Image, ImageMath.lambda_eval(expression, **images))


def mean(image: Image.Image) -> float:
    """Mean of a one-channel image, exact where ImageStat would walk the histogram in Python."""
    return cast(float, image.convert("F").resize((1, 1), _BOX).getpixel((0, 0)))
