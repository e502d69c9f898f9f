"""A designer at work: the real pointer and keyboard over the real window, a step at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.patience import wait_for
from tests.support.program import Program
from tests.support.x11 import Display

Spot = tuple[float, float]

MODES = ("compareSideBySide", "compareSwipe", "compareBlink", "compareDifference")


@dataclass(frozen=True, slots=True)
class Designer:
    """Each step ends when the window shows what it was for."""

    display: Display
    program: Program

    def sit_down(self) -> None:
        """Wait for the picture, and give the window the keys: there is no window manager."""
        self.program.until_open()
        self.display.do("windowfocus", "--sync", self.program.ask("window_id"))

    def paint(self, *way: Spot) -> None:
        """Drag the brush along points of the picture."""
        before = self.program.ask("state")["coverageLabel"]
        spots = [
            (round(x), round(y)) for x, y in (self.program.ask("aim", x=x, y=y) for x, y in way)
        ]
        self.display.drag(*spots)
        self.program.until(lambda state: state["coverageLabel"] not in ("—", before))

    def write(self, prompt: str) -> None:
        """Click into the prompt's field and type another prompt there."""
        self.click("promptEdit")
        self.program.until(lambda state: state["focus"] == "promptEdit")
        self.display.do("key", "ctrl+a")
        self.display.do("type", prompt)
        self.program.until(lambda state: state["prompt"] == prompt)

    def submit(self) -> None:
        """Press Ctrl+Enter and wait for the result."""
        self.display.do("key", "ctrl+Return")
        self.program.until(lambda state: state["jobState"] not in ("idle", "done"))
        self.program.until(lambda state: state["jobState"] == "done" and state["result"])

    def pick(self, number: int) -> None:
        """Press a candidate's number."""
        self.display.do("key", str(number))
        self.program.until(lambda state: state["resultSize"] == state["imageSize"])

    def go_on(self) -> None:
        """Press Enter on the picked candidate; wait until its picture is the one to paint on."""
        self.display.do("key", "Return")
        self.program.until(lambda state: state["jobState"] != "done" or not state["result"])
        self.program.until(lambda state: state["jobState"] == "done" and not state["result"])

    def compare(self, mode: str) -> None:
        """Press Y until the pictures are compared in this way."""
        for _ in MODES:
            now = next(name for name in MODES if self._is_on(name))
            if now == mode:
                return
            self.display.do("key", "y")
            wait_for(lambda: not self._is_on(now))  # noqa: B023 - waited for at once
        assert self._is_on(mode), f"Y doesn't lead to {mode}"

    def _is_on(self, mode: str) -> bool:
        return bool(self.program.ask("checked", name=f"{mode}Action"))

    def read_difference(self, pattern: str = "%") -> None:
        """Compare by the difference, and wait until what it comes to is said in such words."""
        self.compare("compareDifference")
        self.program.until(lambda state: re.search(pattern, state["verdict"]))

    def save(self, path: Path) -> None:
        """Press Ctrl+S, type a path and press Enter; wait for the file."""
        self.display.do("key", "ctrl+s")
        dialog = self.program.until(lambda state: state["dialog"])["dialog"]
        self.display.do("windowfocus", "--sync", dialog)
        self.display.do("key", "ctrl+a")
        self.display.do("type", str(path))
        self.display.do("key", "Return")
        self.program.until(lambda _state: path.exists())
        self.display.do("windowfocus", "--sync", self.program.ask("window_id"))

    def show_history(self) -> None:
        """Press Ctrl+H."""
        self.display.do("key", "ctrl+h")
        self.program.until(lambda state: state["focus"] == "historyView")

    def reopen(self, prompt: str) -> None:
        """Look for a job in the history by its prompt, and open it again; all by keys."""
        self.show_history()
        self.click("historySearch")
        self.display.do("type", prompt)
        self.display.do("key", "Return", "End", "Return")
        self.program.until(lambda state: state["prompt"] == prompt and state["result"])

    def click(self, name: str) -> None:
        """Click the middle of a widget, once it has come to rest."""
        spots: list[list[int]] = []

        def is_at_rest() -> bool:
            spots.append(self.program.ask("middle", name=name))
            return spots[-3:] == [spots[-1]] * 3

        wait_for(is_at_rest)
        self.display.click(*spots[-1])


def line(*points: Sequence[float]) -> tuple[Spot, ...]:
    """A way through points of the picture."""
    return tuple((float(x), float(y)) for x, y in points)
