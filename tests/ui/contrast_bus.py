"""Runs on a display and in a session bus of its own, with a desktop that wants high contrast.

Prints one JSON object: the colours of the window, from its start on, as the desktop changes.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.ui.startup import dress, new_qt
from tests.support.fake_portal import FakePortal
from tests.support.window import Stage, shot, staged


def looks(stage: Stage) -> tuple[str, str]:
    """The colours of text and of what is behind it, as they are drawn in the menu bar."""
    image = shot(stage.window.menuBar())
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    drawn = sorted((image.pixelColor(*place) for place in places), key=lambda it: it.lightness())
    return drawn[-1].name(), drawn[0].name()


def steps(stage: Stage, portal: FakePortal, high: str, plain: str) -> list[str]:
    """What was seen, in order; each is waited for."""
    stage.start()
    stage.wait(lambda: high in looks(stage))
    seen = [high]
    for on, colour in ((False, plain), (True, high)):
        portal.want_contrast(on)
        stage.wait(lambda wanted=colour: wanted in looks(stage))  # type: ignore[misc]  # bound at once
        seen.append(colour)
    return seen


def main() -> None:
    folder, high, plain = sys.argv[1:]
    # The program asks as it starts.
    with closing(FakePortal(contrast=True)) as portal:
        application = new_qt()
        dress(application, "en", "dark")
        patch = pytest.MonkeyPatch()
        with staged(Path(folder), patch) as stage:
            seen = steps(stage, portal, high, plain)
        patch.undo()
        application.closeAllWindows()
    sys.stdout.write(json.dumps(seen))


main()
