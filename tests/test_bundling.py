"""What a bundle is made by: which parts of Qt go in, archives, bill of materials, menu entries."""

from __future__ import annotations

import configparser
import logging
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from bundling import archive, identity, linux, recipe, sbom, windows
from bundling.inventory import Part

from app import __version__
from app.licences import Component

QT = "/opt/venv/lib/python3.11/site-packages/PySide6/Qt/plugins"
WHEN = 1_700_000_000


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("platforms/libqxcb.so", True),
        ("platforms/libqoffscreen.so", True),
        ("platforms/libqvnc.so", False),
        ("imageformats/libqsvg.so", True),
        ("imageformats/libqpdf.so", False),
        ("iconengines/libqsvgicon.so", True),
        ("platformthemes/libqgtk3.so", False),
        ("platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
    ],
)
def test_plugins_are_chosen_by_name(path: str, wanted: bool) -> None:
    assert recipe.is_plugin(f"{QT}/{path}")
    assert recipe.is_wanted_plugin(f"{QT}/{path}", "linux") is wanted


def test_of_qts_texts_those_in_our_languages_go_in() -> None:
    assert recipe.is_wanted_translation("translations/qtbase_ru.qm")
    assert not recipe.is_wanted_translation("translations/qtbase_de.qm")
    assert not recipe.is_wanted_translation("translations/qt_help_ru.qm")


@pytest.mark.allow_log("Library not found")
def test_library_that_is_missing_stops_the_build() -> None:
    with pytest.raises(recipe.LibraryMissing, match="libxcb"), recipe.no_missing_libraries():
        logging.getLogger("PyInstaller.depend.bindepend").warning(
            "Library not found: could not resolve 'libxcb-cursor.so.0'"
        )


def test_archive_is_the_same_for_the_same_content(tmp_path: Path) -> None:
    folder = tmp_path / "mask-painter"
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "данные.txt").write_text("text")
    program = folder / "mask-painter"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    (folder / "link").symlink_to("mask-painter")
    one, other = tmp_path / "one.tar.xz", tmp_path / "other.tar.xz"
    archive.write_tar_xz(folder, one, WHEN)
    program.touch()
    archive.write_tar_xz(folder, other, WHEN)
    assert one.read_bytes() == other.read_bytes()
    with tarfile.open(one) as packed:
        members = {member.name: member for member in packed.getmembers()}
    assert members["mask-painter/mask-painter"].mode == 0o755
    assert members["mask-painter/inside/данные.txt"].mode == 0o644
    assert members["mask-painter/link"].issym()
    assert {member.mtime for member in members.values()} == {WHEN}


def test_bill_of_materials_names_each_part_once_with_its_licence() -> None:
    parts = [
        Part(Component("Pillow", "12.0", "MIT-CMU", "https://example.org", ()), "pkg:pypi/pillow"),
        Part(Component("libx", "1", "several, see below", "", ()), "pkg:deb/debian/libx"),
    ]
    bill = sbom.document(parts, __version__, WHEN)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    licences = {entry["name"]: entry["licenses"] for entry in bill["components"]}
    assert licences == {
        "Pillow": [{"expression": "MIT-CMU"}],
        "libx": [{"license": {"name": "several, see below"}}],
    }
    assert bill == sbom.document(parts, __version__, WHEN)


def test_menu_entry_and_metainfo_name_the_same_program() -> None:
    entry = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # as documented
    entry.read_string((linux.SOURCES / "mask-painter.desktop").read_text("utf-8"))
    fields = entry["Desktop Entry"]
    assert fields["Exec"].split()[0] == fields["TryExec"] == identity.COMMAND
    assert set(fields["MimeType"].strip(";").split(";")) == set(identity.PICTURES)
    metainfo = ET.fromstring(linux.metainfo_text(WHEN))
    assert metainfo.findtext("id") == identity.APPLICATION_ID
    assert metainfo.findtext("launchable") == "mask-painter.desktop"
    release = metainfo.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": __version__, "date": "2023-11-14"}


def test_windows_is_told_the_version_in_four_numbers() -> None:
    assert "filevers=(0, 1, 0, 0)" in windows.version_resource("0.1.0")
