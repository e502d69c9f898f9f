"""What the user does as soon as the window is seen is done, if a moment later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.x11 import MISSING, Display

EARLY = Path(__file__).with_name("early.py")


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_a_key_pressed_while_the_program_is_being_built_is_heard(tmp_path: Path) -> None:
    with (
        Display() as display,
        Program(data_dir=tmp_path / "data", env=display.env, script=(EARLY,)) as program,
    ):
        program.until(lambda state: state["dialog"])
