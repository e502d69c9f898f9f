"""The two finished tasks that the sandbox knows from the start, as parents to try inpainting on.

Their pictures are drawn by ``packaging/draw_samples.py`` and bundled under ``resources/samples``.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    file_name: str

    def read(self) -> bytes:
        """The picture as a PNG file; raises OSError when the resource is missing."""
        return resource(f"samples/{self.file_name}").read_bytes()


SAMPLES: tuple[Sample, ...] = (
    Sample(
        task_id=SINGLE_ID,
        type="upsample",
        prompt=(
            "a small lit cabin on the shore of a misty mountain lake, full moon, "
            "layered pine forests, still reflections, soft light, film grain"
        ),
        actions=("high_variation", "low_variation"),
        file_name="mountain-lake.png",
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
        file_name="desert-balloons.png",
    ),
)
