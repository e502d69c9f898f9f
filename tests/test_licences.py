"""The licences that About shows: of what is installed, or out of a bundle."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import licences
from app.licences import Component


def test_everything_that_the_program_needs_is_named_with_its_licence() -> None:
    parts = {part.name.lower(): part for part in licences.components()}
    # Needed directly, by an extra of a requirement, and by a requirement's requirement.
    assert {"pillow", "requests", "pysocks", "idna", "shiboken6"} <= parts.keys()
    assert "mask-painter" not in parts
    assert "pytest" not in parts
    assert {part.name for part in parts.values() if not part.texts} == set()
    assert {
        part.name for part in parts.values() if part.licence in ("see below", "UNKNOWN")
    } == set()


def test_qt_comes_with_the_texts_that_its_wheels_lack() -> None:
    (qt,) = (part for part in licences.components() if part.name.startswith("PySide6"))
    assert qt.licence.startswith("LGPL-3.0")
    notice, lesser, general, parts = qt.texts
    assert "The Qt Company" in notice
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lesser
    assert "GNU GENERAL PUBLIC LICENSE" in general
    for part in ("FreeType", "HarfBuzz", "ICU", "libjpeg-turbo", "libpng", "PCRE2", "zlib"):
        assert f"\n{part}" in parts


def test_what_is_not_installed_has_no_parts() -> None:
    assert licences.components("no-such-program") == ()


def test_parts_with_the_same_texts_share_them() -> None:
    parts = [
        Component("beta", "2", "MIT", "https://b.example", ("Same words.\n",)),
        Component("Alpha", "1", "MIT", "", ("Same words.\n",)),
        Component("gamma", "3", "BSD", "", ("Other words.",)),
    ]
    text = licences.as_text(parts)
    assert text.count("Same words.") == 1
    assert text.index("    Alpha 1: MIT") < text.index("    beta 2: MIT")
    assert text.index("beta 2  https://b.example") < text.index("Same words.")
    assert text.index("gamma 3\n") < text.index("Other words.")


def test_a_source_tree_collects_what_is_installed() -> None:
    assert licences.third_party() == licences.as_text(licences.components())


def test_a_bundle_brings_its_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    path = tmp_path / "resources" / licences.THIRD_PARTY
    path.parent.mkdir(parents=True)
    path.write_text("Собрано.", encoding="utf-8")
    assert licences.third_party() == "Собрано."
