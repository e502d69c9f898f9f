"""The command line: every option, and one line on standard error for what makes no sense."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from app.cli import Options, parse

ROOT = Path(__file__).parents[1]
TASK_ID = "0123456789abcdef01234567"


def program(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program, or some code that runs it, and wait for its end."""
    how = ["-c", code] if code else ["-m", "app"]
    command = [sys.executable, *how, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "a picture.png"
    path.write_bytes(b"is not looked into here")
    return path


def test_nothing_given_is_all_defaults() -> None:
    assert parse([]) == Options()


def test_every_option_arrives(image: Path, tmp_path: Path) -> None:
    given = parse(
        [
            str(image),
            *("--task", TASK_ID, "--mask", str(image), "--prompt", "a blue door"),
            *("--sandbox", "--api-url", "https://host/base", "--data-dir", str(tmp_path)),
            *("--lang", "ru", "--export-mask", str(tmp_path / "mask.png"), "--self-test"),
        ]
    )
    assert given == Options(
        image=image,
        task_id=TASK_ID,
        mask=image,
        prompt="a blue door",
        sandbox=True,
        api_url="https://host/base",
        data_dir=tmp_path,
        language="ru",
        export_mask=tmp_path / "mask.png",
        self_test=True,
    )


@pytest.mark.parametrize("link", ["https://any.host/task/image/{}?cache=100", "{}", " {} "])
def test_task_is_taken_as_id_or_link(link: str) -> None:
    assert parse(["--task", link.format(TASK_ID)]).task_id == TASK_ID


def test_address_of_the_environment_holds_unless_one_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GPTUNNEL_API_URL", "https://environment")
    assert parse([]).api_url == "https://environment"
    assert parse(["--api-url", "https://option"]).api_url == "https://option"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost", "http://[::1]:8"])
def test_plain_http_is_for_this_machine(url: str) -> None:
    assert parse(["--api-url", url]).api_url == url


BAD = {
    "unknown option": ["--nonsense"],
    "two images": ["setup.py", "setup.py"],
    "no such image": ["missing.png"],
    "a folder as image": ["."],
    "no such mask": ["--sandbox", "--mask", "missing.png"],
    "no task id": ["--task", "two words"],
    "empty task id": ["--task", ""],
    "a link to nothing": ["--task", "https://host/elsewhere"],
    "plain http": ["--api-url", "http://gptunnel.ru"],
    "not an address": ["--api-url", "gptunnel.ru"],
    "another scheme": ["--api-url", "ftp://gptunnel.ru"],
    "a key in the address": ["--api-url", "https://key@gptunnel.ru"],
    "another language": ["--lang", "de"],
    "nothing to export": ["--export-mask", "mask.png"],
    "a missing value": ["--task"],
    "a name over two lines": ["two\nlines.png"],
}


@pytest.mark.parametrize("what", BAD)
def test_nonsense_is_code_2_and_one_line(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(BAD[what])
    said = capsys.readouterr()
    assert end.value.code == 2
    assert said.out == ""
    assert said.err.startswith("mask-painter: ")
    assert said.err.count("\n") == 1
    assert said.err.endswith("\n")


def test_bad_address_in_the_environment_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GPTUNNEL_API_URL", "http://gptunnel.ru")
    with pytest.raises(SystemExit):
        parse([])
    assert "must be https" in capsys.readouterr().err


def test_program_says_so_without_a_traceback() -> None:
    ended = program("missing.png")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "mask-painter: there is no file missing.png.\n"


WITHOUT_QT = """
import sys
from app.__main__ import main
try:
    main(sys.argv[1:])
finally:
    assert not [name for name in sys.modules if name.startswith(("PySide6", "shiboken6"))]
"""


def test_version_and_help_need_no_qt() -> None:
    ended = program("--version", code=WITHOUT_QT)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.strip() == f"Mask Painter {__version__}"
    ended = program("--help", code=WITHOUT_QT)
    assert (ended.returncode, ended.stderr) == (0, "")
    for option in (
        *("--task", "--mask", "--prompt", "--sandbox", "--api-url", "--data-dir", "--lang"),
        *("--export-mask", "--self-test", "--version", "IMAGE"),
    ):
        assert option in ended.stdout
