"""`--export-mask`: the file that would be sent, without a window; one line when it can't be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.__main__ import main
from app.sandbox.server import SandboxServer
from tests.support.window import HEIGHT, WIDTH, opened, picture, png, staged

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

UNKNOWN_ID = "0123456789abcdef01234567"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    with SandboxServer(samples=False) as running:
        monkeypatch.setenv("GPTUNNEL_API_KEY", running.key)
        yield running


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    path.write_bytes(png(picture()))
    return path


def greys(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height))


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "greys.png"
    path.write_bytes(png(greys()))
    return path


def export(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_without_a_mask_it_is_black(image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert export(image, "--export-mask", out) == 0
    found = opened(out)
    assert (found.format, found.mode, found.size) == ("PNG", "L", (WIDTH, HEIGHT))
    assert found.getextrema() == (0, 0)


def test_mask_is_thresholded_at_128(image: Path, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert export(image, "--mask", mask, "--export-mask", out) == 0
    assert opened(out).tobytes() == greys().point([0] * 128 + [255] * 128).tobytes()


def test_mask_for_a_task(server: SandboxServer, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    task_id = server.add_task(png(picture()))
    address = ("--api-url", server.url, "--task", task_id)
    assert export(*address, "--mask", mask, "--export-mask", out) == 0
    assert opened(out).getextrema() == (0, 255)


def test_mask_for_the_sandboxs_sample(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert export("--sandbox", "--export-mask", out) == 0
    assert opened(out).width > 500


def test_address_of_the_preferences_is_used(server: SandboxServer, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(f'{{"api_url": "{server.url}"}}')
    out, task_id = tmp_path / "out.png", server.add_task(png(picture()))
    assert export("--data-dir", tmp_path, "--task", task_id, "--export-mask", out) == 0
    assert opened(out).size == (WIDTH, HEIGHT)


def test_it_is_what_the_window_exports_and_sends(
    qapp: QApplication,
    mask: Path,
    image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out.png"
    assert export(image, "--mask", mask, "--export-mask", out) == 0
    with staged(tmp_path / "data", monkeypatch) as stage:
        stage.open(mask=mask)
        exported = stage.export(tmp_path / "exported.png")
        stage.finish_job()
        assert exported == out.read_bytes() == stage.server.last_mask()


def assert_refused(code: int, capsys: pytest.CaptureFixture[str], part: str) -> None:
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.startswith("mask-painter: ")
    assert said.err.count("\n") == 1
    assert part in said.err


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (png(picture())[:-300], "damaged or cut short"),
        (b"no picture", "not a picture"),
        (png(Image.new("1", (10_001, 10_000))), "100 megapixels"),
    ],
)
def test_broken_picture(
    image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, part: str
) -> None:
    image.write_bytes(data)
    out = tmp_path / "out.png"
    assert_refused(export(image, "--export-mask", out), capsys, part)
    assert not out.exists()


def test_mask_of_another_size(
    image: Path, mask: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mask.write_bytes(png(greys(100, 80)))
    code = export(image, "--mask", mask, "--export-mask", tmp_path / "out.png")
    assert_refused(code, capsys, "The mask is 100 × 80 pixels, but the picture is 256 × 192.")


def test_place_that_cannot_be_written(image: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = export(image, "--export-mask", image / "below.png")
    assert_refused(code, capsys, "can't be written")


def test_task_that_cannot_be_had(
    server: SandboxServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(task_id: str, part: str) -> None:
        out = tmp_path / "out.png"
        code = export("--api-url", server.url, "--task", task_id, "--export-mask", out)
        assert_refused(code, capsys, part)
        assert not out.exists()

    refused(UNKNOWN_ID, "")
    refused(server.add_task(b"", status="processing", percent=40), "still running (40 %)")
    refused(server.add_task(b"", status="failed", error="Banned\nprompt"), "Banned prompt")
    refused(server.add_task(b"no picture"), "arrived damaged")
    monkeypatch.setenv("GPTUNNEL_API_KEY", "wrong")
    refused(UNKNOWN_ID, "key")
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    refused(UNKNOWN_ID, "key")
    monkeypatch.setenv("GPTUNNEL_API_KEY", server.key)
    server.stop()
    refused(UNKNOWN_ID, "")
