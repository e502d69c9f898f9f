"""Real keys of a keyboard with a Russian layout do what their place on a US keyboard does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from app.sandbox.server import SandboxServer
from tests.e2e.designer import Designer
from tests.support.program import Program, with_service
from tests.support.x11 import MISSING, Display

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

CTRL, SHIFT, ALT = 37, 50, 64
# The X11 codes of the keys, by what a US layout has there.
KEY = {
    sign: first + number
    for first, row in (
        (10, "1234567890-="),
        (24, "QWERTYUIOP[]"),
        (38, "ASDFGHJKL;'`"),
        (51, "\\ZXCVBNM,./"),
    )
    for number, sign in enumerate(row)
}
RUSSIAN_QUESTION_MARK = (SHIFT, KEY["7"])
ENTER, DELETE, ESCAPE, F1 = 36, 119, 9, 67

# In the order in which they can be pressed one after the other: what is undone has been done.
WHILE_PAINTING = (
    ((KEY["E"],), "eraserTool"),
    ((KEY["B"],), "brushTool"),
    ((KEY["X"],), "eraserTool swapTools"),  # which chooses the other tool by its action
    ((KEY["M"],), "rectangleTool"),
    ((SHIFT, KEY["M"]), "ellipseTool"),
    ((KEY["L"],), "lassoTool"),
    ((SHIFT, KEY["L"]), "polygonTool"),
    ((KEY["W"],), "wandTool"),
    ((KEY["H"],), "panTool"),
    ((KEY["["],), "smallerBrush"),
    ((KEY["]"],), "largerBrush"),
    ((KEY["Q"],), "overlay"),
    ((SHIFT, KEY["Q"]), "outline"),
    ((KEY["A"],), "asSent"),
    ((CTRL, KEY["'"]), "pixelGrid"),
    ((CTRL, KEY["I"]), "invertMask"),
    ((CTRL, KEY["Z"]), "undo"),
    ((CTRL, SHIFT, KEY["Z"]), "redo"),
    ((CTRL, KEY["Z"]), "undo"),
    ((CTRL, KEY["Y"]), "redo"),
    ((CTRL, SHIFT, KEY["I"]), "invertMask"),
    ((DELETE,), "clearMask"),
    ((CTRL, KEY["="]), "zoomIn"),
    ((CTRL, KEY["-"]), "zoomOut"),
    ((CTRL, KEY["1"]), "actualSize"),
    ((CTRL, KEY["0"]), "fit"),
    ((F1,), "shortcuts"),
    ((F1,), "shortcuts"),
    (RUSSIAN_QUESTION_MARK, "shortcuts"),
    ((SHIFT, KEY["/"]), "shortcuts"),
    ((CTRL, ENTER), "submit"),
    ((CTRL, KEY["T"]), "openTask"),
)
WITH_A_RESULT = (
    *(((KEY[digit],), f"pick{digit}") for digit in "1234"),
    ((KEY["0"],), "pickWhole"),
    ((KEY["Y"],), "cycleCompare"),
    ((CTRL, KEY["W"]), "closeResult"),
)


@pytest.fixture
def display() -> Iterator[Display]:
    with Display() as running:
        yield running


Start = Callable[[str], AbstractContextManager[Program]]


@pytest.fixture
def start(
    display: Display, server: SandboxServer, task_id: str, files: tuple[Path, Path], tmp_path: Path
) -> Start:
    """Start the program with a task, a mask and the keyboard's focus, on a layout."""

    @contextmanager
    def started(layout: str) -> Iterator[Program]:
        display.use_layout(layout)
        arguments = ("--task", task_id, "--mask", files[1], "--lang", "en")
        env = display.env | with_service(server)
        with Program(*arguments, data_dir=tmp_path / "data", env=env) as program:
            program.until_open()
            display.do("windowfocus", "--sync", program.ask("window_id"))
            program.ask("watch_actions")
            yield program

    return started


@pytest.mark.parametrize("layout", ["ru", "ru,us"])
def test_keys_while_painting(start: Start, display: Display, layout: str) -> None:
    with start(layout) as program:
        for keys, names in WHILE_PAINTING:
            _assert_triggers(program, display, keys, *names.split())


def test_the_original_is_seen_while_its_key_is_held(start: Start, display: Display) -> None:
    with start("ru") as program:
        display.do("keydown", KEY["\\"])
        program.until(lambda _: program.ask("checked", name="peekAction"))
        display.do("keyup", KEY["\\"])
        program.until(lambda _: not program.ask("checked", name="peekAction"))


def test_keys_with_a_result(start: Start, display: Display) -> None:
    with start("ru") as program:
        display.press(CTRL, ENTER)
        program.until(lambda state: state["jobState"] == "done" and state["result"])
        for keys, names in WITH_A_RESULT:
            _assert_triggers(program, display, keys, names)


def test_a_text_field_gets_what_it_understands(start: Start, display: Display) -> None:
    with start("ru") as program:
        Designer(display, program).click("promptEdit")
        program.until(lambda state: state["focus"] == "promptEdit")
        for key in "GHBDTN":  # where a Russian layout has п р и в е т
            display.press(KEY[key])
        program.until(lambda state: state["prompt"] == "привет")
        display.press(CTRL, KEY["A"])
        display.press(CTRL, KEY["C"])
        display.press(CTRL, KEY["X"])
        program.until(lambda state: state["prompt"] == "")
        assert program.ask("clipboard") == "привет"
        display.press(CTRL, KEY["V"])
        display.press(CTRL, KEY["V"])
        program.until(lambda state: state["prompt"] == "привет" * 2)
        display.press(CTRL, KEY["Z"])
        program.until(lambda state: state["prompt"] == "привет")
        display.press(CTRL, SHIFT, KEY["Z"])
        program.until(lambda state: state["prompt"] == "привет" * 2)
        assert program.ask("triggered") == []
        _assert_triggers(program, display, (CTRL, KEY["I"]), "invertMask")


def _assert_triggers(
    program: Program, display: Display, keys: tuple[int, ...], *names: str
) -> None:
    before = len(program.ask("triggered"))
    display.press(*keys)
    program.until(lambda _: len(program.ask("triggered")) >= before + len(names))
    # Whatever a key triggers twice is in the queue of events before an answer to this.
    assert program.ask("triggered")[before:] == list(names)
