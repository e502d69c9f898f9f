"""Draws the sandbox's sample pictures into resources/samples, always the same ones.

    python packaging/draw_samples.py [FOLDER]

Pillow and the standard library only; all randomness is seeded.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from PIL import Image

# File name to the module beside this script that draws it.
DRAWINGS = {
    "mountain-lake.webp": "sample_art.lake",
    "desert-balloons.webp": "sample_art.desert",
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, module in DRAWINGS.items():
        path = folder / name
        picture: Image.Image = importlib.import_module(module).draw()
        picture.save(path, lossless=True, quality=100)
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    default = Path(__file__).resolve().parent.parent / "resources" / "samples"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
