from __future__ import annotations

import dataclasses
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.settings.changes import SettingsChanges
from app.settings.settings import (
    Settings,
    SettingsError,
    SettingsSetAside,
    SettingsStore,
    ValuesIgnored,
)
from tests.support.patience import PATIENCE, Stopwatch

CHOSEN = Settings(
    language="ru",
    theme="dark",
    brush_size=120,
    overlay_color="#00ccff",
    overlay_opacity=35,
    outline=True,
    smoothing=25,
    pressure=False,
    pressure_minimum=20,
    pressure_softness=-40,
    tolerance=7,
    contiguous=False,
    pixel_grid=False,
    paste_back=True,
    feather=24,
    undo_memory=512,
    api_url="http://127.0.0.1:8080/base",
    use_wallet=True,
    updates="on",
    updates_asked_at=1_790_000_000,
    updates_skipped="1.2.0",
    recent_tasks=("6633aa0055bb", "old-task"),
    prompt_history=("Красный шарф", "a red scarf"),
    last_folder="/home/анна/Картинки",
    window_geometry="AdnQywADAAA=",
    introduced=True,
    panes_share=60,
    window_state="AAAA/wAAAAA=",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def written(path: Path, content: dict[str, Any] | str | bytes) -> SettingsStore:
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(content) if isinstance(content, dict) else content
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return SettingsStore(path)


def file_of(path: Path) -> tuple[int, int]:
    """What changes whenever the file is written anew."""
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns


def test_every_setting_is_there_again_after_a_restart(path: Path) -> None:
    SettingsStore(path).update(**SettingsChanges(**dataclasses.asdict(CHOSEN)))  # type: ignore[typeddict-item]  # asdict is untyped
    again = SettingsStore(path)
    assert again.load() == CHOSEN
    assert again.settings == CHOSEN
    assert again.warning is None


def test_changes_may_name_every_setting() -> None:
    fields = {field.name: field.type for field in dataclasses.fields(Settings)}
    assert SettingsChanges.__annotations__.keys() == fields.keys()


def test_first_start_has_the_defaults_and_writes_nothing(path: Path) -> None:
    store = SettingsStore(path)
    settings = store.load()
    assert (settings.brush_size, settings.overlay_color, settings.overlay_opacity) == (
        40,
        "#ff3b30",
        50,
    )
    assert (settings.language, settings.theme, settings.api_url) == ("", "system", "")
    assert (settings.smoothing, settings.pressure, settings.undo_memory) == (0, True, 128)
    assert store.warning is None
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"theme": "dark"',
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b"\0" * 300,
        b"[" * 100_000,
        b'{"brush_size": ' + b"9" * 5000 + b"}",
        b'{"theme": "dark"}' + b" " * 4_200_000,
    ],
    ids=["empty", "cut", "list", "null", "UTF-16", "zeros", "nested", "digits", "huge"],
)
def test_a_damaged_file_is_set_aside_and_said(path: Path, content: bytes) -> None:
    store = written(path, content)
    assert store.load() == Settings()
    warning = store.warning
    assert isinstance(warning, SettingsSetAside)
    assert warning.kept_as is not None
    assert warning.kept_as.name.startswith("settings.json.damaged-")
    assert warning.kept_as.read_bytes() == content
    assert warning.reason
    store.update(theme="dark")
    assert SettingsStore(path).load().theme == "dark"
    assert warning.kept_as.read_bytes() == content


def test_two_damaged_files_within_a_second_are_both_kept(path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        written(path, content).load()
    kept = {file.read_bytes() for file in path.parent.glob("settings.json.damaged-*")}
    assert kept == {b"one", b"two", b"three"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "xx"),
        ("language", None),
        ("theme", "pink"),
        ("brush_size", 0),
        ("brush_size", 1001),
        ("brush_size", 40.0),
        ("brush_size", True),
        ("brush_size", "40"),
        ("overlay_color", "red"),
        ("overlay_color", "#ff3b3"),
        ("overlay_opacity", -1),
        ("overlay_opacity", 101),
        ("outline", "yes"),
        ("smoothing", 101),
        ("smoothing", -1),
        ("pressure", 0.5),
        ("pressure_minimum", -1),
        ("pressure_softness", -101),
        ("pressure_softness", 0.5),
        ("tolerance", 256),
        ("contiguous", 1),
        ("pixel_grid", None),
        ("paste_back", 1),
        ("feather", 65),
        ("feather", -1),
        ("undo_memory", 31),
        ("undo_memory", 1025),
        ("api_url", "ftp://gptunnel.ru"),
        ("api_url", "https://key@gptunnel.ru"),
        ("api_url", "https://gptunnel.ru/?key=abc"),
        ("api_url", "https://[::1"),
        ("api_url", "https://a b"),
        ("use_wallet", 1),
        ("updates", "yes"),
        ("updates_asked_at", -1),
        ("updates_skipped", 1.2),
        ("recent_tasks", "abc"),
        ("prompt_history", {"a": 1}),
        ("last_folder", "a\0b"),
        ("last_folder", 3),
        ("window_geometry", "AdnQ!ywADAAA="),
        ("panes_share", 91),
        ("window_state", "я"),
    ],
)
def test_one_bad_value_costs_only_itself(path: Path, name: str, value: object) -> None:
    store = written(path, {**dataclasses.asdict(CHOSEN), name: value})
    expected = dataclasses.replace(CHOSEN, **{name: getattr(Settings(), name)})
    assert store.load() == expected
    assert store.warning == ValuesIgnored((name,))
    with pytest.raises(ValueError, match=r".+"):
        store.change(**{name: value})  # type: ignore[arg-type]  # wrong on purpose
    assert store.settings == expected


def test_lists_lose_only_their_bad_and_surplus_entries(path: Path) -> None:
    tasks = ["a b", 7, "", "same", "same", *(f"task{n}" for n in range(20))]
    prompts = [None, "  ", *(f"prompt {n}" for n in range(150))]
    settings = written(path, {"recent_tasks": tasks, "prompt_history": prompts}).load()
    assert settings.recent_tasks == ("same", *(f"task{n}" for n in range(11)))
    assert settings.prompt_history == tuple(f"prompt {n}" for n in range(100))


def test_what_a_newer_version_wrote_is_still_there_after_a_save(path: Path) -> None:
    store = written(path, {"theme": "dark", "tablet": {"curve": [0, 0.5, 1]}, "brush_size": 9})
    store.load()
    store.update(theme="light")
    document = json.loads(path.read_text("utf-8"))
    assert document["tablet"] == {"curve": [0, 0.5, 1]}
    assert (document["theme"], document["brush_size"]) == ("light", 9)


def test_what_is_nested_too_deeply_to_be_written_again_is_not_kept(path: Path) -> None:
    deep = b"[" * 900 + b"]" * 900
    store = written(path, b'{"tablet": ' + deep + b', "pen": [[1]], "theme": "dark"}')
    assert store.load().theme == "dark"
    store.update(theme="light")
    document = json.loads(path.read_text("utf-8"))
    assert ("tablet" in document, document["pen"], document["theme"]) == (False, [[1]], "light")


def test_a_list_that_fills_the_file_does_not_hold_up_the_start(path: Path) -> None:
    prompts = [f"{n:x}" for n in range(400_000)]
    with Stopwatch() as watch:
        settings = written(path, json.dumps({"prompt_history": prompts}).encode()).load()
        assert watch.seconds < 2.0
    assert settings.prompt_history == tuple(prompts[:100])


def test_a_byte_order_mark_does_no_harm(path: Path) -> None:
    assert written(path, b'\xef\xbb\xbf{"theme": "dark"}').load().theme == "dark"


def test_a_folder_name_that_is_no_unicode_survives(path: Path) -> None:
    odd = os.fsdecode(b"/photos/caf\xe9") if sys.platform == "linux" else "/photos/\udce9"
    SettingsStore(path).update(last_folder=odd)
    assert SettingsStore(path).load().last_folder == odd


def test_recent_tasks_and_prompts_come_newest_first_without_doubles(path: Path) -> None:
    store = SettingsStore(path)
    for number in range(15):
        store.remember_task(f"task{number}")
    store.remember_task("task9")
    for prompt in ("one", "  ", "two", " one "):
        store.remember_prompt(prompt)
    store.save()
    settings = SettingsStore(path).load()
    assert settings.recent_tasks[:3] == ("task9", "task14", "task13")
    assert len(settings.recent_tasks) == 12
    assert settings.prompt_history == ("one", "two")


def test_change_waits_for_save(path: Path) -> None:
    store = SettingsStore(path)
    store.load()
    assert store.change(brush_size=77).brush_size == 77
    assert not path.exists()
    store.save()
    assert json.loads(path.read_text("utf-8"))["brush_size"] == 77


def test_saving_what_the_file_already_holds_leaves_it_alone(path: Path) -> None:
    SettingsStore(path).update(theme="dark")
    store = SettingsStore(path)
    store.load()
    before = file_of(path)
    store.update(theme="dark")
    assert file_of(path) == before
    store.update(theme="light")
    before = file_of(path)
    store.save()
    assert file_of(path) == before


def test_an_unwritable_place_is_an_error_with_its_reason_and_the_change_holds(
    tmp_path: Path,
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("in the way")
    store = SettingsStore(blocker / "settings.json")
    store.load()
    with pytest.raises(SettingsError) as caught:
        store.update(theme="dark")
    assert caught.value.path == blocker / "settings.json"
    assert caught.value.reason in str(caught.value)
    assert caught.value.reason
    assert store.settings.theme == "dark"


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SettingsStore(path)
    store.update(theme="dark")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SettingsError, match="No space left on device"):
            store.update(theme="light")
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]
    assert SettingsStore(path).load().theme == "dark"
    store.save()  # the change was not forgotten
    assert SettingsStore(path).load().theme == "light"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_what_a_killed_process_was_writing_is_cleared_away(path: Path) -> None:
    store = written(path, {"brush_size": 12})
    path.with_name(f".{path.name}-abc.tmp").write_text("{")
    store.update(brush_size=90)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_nobody_else_can_read_the_prompts(path: Path) -> None:
    SettingsStore(path).update(prompt_history=("secret plan",))
    assert path.stat().st_mode & 0o077 == 0


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns after every few instructions, so that a missing lock shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_threads_lose_no_change(path: Path) -> None:
    store = SettingsStore(path)

    def write(number: int) -> None:
        for step in range(16):
            store.remember_prompt(f"{number}-{step}")
        store.save()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join(PATIENCE)
    expected = {f"{number}-{step}" for number in range(6) for step in range(16)}
    assert set(SettingsStore(path).load().prompt_history) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="no file can be replaced while it is read")
def test_a_reader_only_ever_sees_whole_files(path: Path) -> None:
    store = SettingsStore(path)
    store.update(theme="dark")
    done = threading.Event()
    seen: set[tuple[str, object]] = set()

    def read() -> None:
        while not done.is_set():
            reader = SettingsStore(path)
            theme = reader.load().theme
            seen.add((theme, reader.warning))

    reader = threading.Thread(target=read)
    reader.start()
    for size in range(1, 101):
        store.update(brush_size=size)
    done.set()
    reader.join(PATIENCE)
    assert seen == {("dark", None)}


def test_without_a_path_nothing_touches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = SettingsStore(None)
    assert store.load() == Settings()
    assert store.update(theme="dark").theme == "dark"
    assert list(tmp_path.iterdir()) == []
