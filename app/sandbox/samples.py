"""The two finished tasks that the sandbox knows from the start, as parents to try inpainting on.

Their pictures are drawn by ``packaging/draw_samples.py`` and bundled under ``resources/samples``,
as WebP: without any loss, they are a third smaller than the PNGs that the service sends.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image

from app.paths import resource

# 24 hex digits, like the ids of the service.
SINGLE_ID = "65f0a1c2d3e4b5a697887901"
GRID_ID = "65f0a1c2d3e4b5a697887902"


@dataclass(frozen=True, slots=True)
class Sample:
    """A finished task: what the service would tell of it, and its picture."""

    task_id: str
    type: str
    prompt: str
    actions: tuple[str, ...]
    size: tuple[int, int]
    file_name: str

    def read(self) -> bytes:
        """The picture as a PNG file; raises OSError when the resource is missing.

        The first time takes some 0.1 s.
        """
        return _as_png(self.file_name)


@cache
def _as_png(file_name: str) -> bytes:
    buffer = io.BytesIO()
    with Image.open(resource(f"samples/{file_name}")) as image:
        image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


SAMPLES: tuple[Sample, ...] = (
    Sample(
        task_id=SINGLE_ID,
        type="upsample",
        prompt=(
            "a small lit cabin on the shore of a misty mountain lake, full moon, "
            "layered pine forests, still reflections, soft light, film grain"
        ),
        actions=("high_variation", "low_variation"),
        size=(1024, 1024),
        file_name="mountain-lake.webp",
    ),
    Sample(
        task_id=GRID_ID,
        type="imagine",
        prompt=(
            "hot air balloons drifting over desert dunes, low sun, long soft shadows, "
            "atmospheric haze, film grain"
        ),
        # "upsamle" is the service's own spelling.
        actions=(
            *(f"upsamle_{number}" for number in range(1, 5)),
            "reroll",
            *(f"variation_{number}" for number in range(1, 5)),
        ),
        size=(1536, 1536),
        file_name="desert-balloons.webp",
    ),
)
