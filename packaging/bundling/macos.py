"""What macOS gets: a signature, Apple's word for it, and an archive that keeps both.

Who builds says by variables whose these are; without them, nothing is asked of Apple, and the
program is signed for this machine alone ("ad hoc"). No secret is ever in a command line: the
certificate is in the keychain, and so is the profile that notarytool signs in with.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bundling.papers import ROOT

ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"
SIGN = "MASK_PAINTER_SIGN_MACOS"
"""The variable with a certificate's name, such as "Developer ID Application: Somebody (TEAM)"."""
NOTARY = "MASK_PAINTER_NOTARY_PROFILE"
"""The variable with the name of what `xcrun notarytool store-credentials` has stored."""
KEYCHAIN = "MASK_PAINTER_NOTARY_KEYCHAIN"
"""The variable with the keychain's file that it is in, where that isn't the user's own."""


def signature(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What PyInstaller's EXE is told: it signs each part so, under the hardened runtime."""
    identity = environment.get(SIGN, "")
    return (
        {"codesign_identity": identity, "entitlements_file": str(ENTITLEMENTS)} if identity else {}
    )


def notarise(
    application: Path, archive: Path, environment: Mapping[str, str] = os.environ
) -> list[list[str]]:
    """The commands that have Apple look the application through, and put its word inside; none
    where nobody is to be asked. `archive` is a file that may be written for it.
    """
    profile = environment.get(NOTARY, "")
    if not profile:
        return []
    keychain = environment.get(KEYCHAIN, "")
    known_by = ["--keychain-profile", profile, *(["--keychain", keychain] if keychain else [])]
    return [
        pack(application, archive),
        ["xcrun", "notarytool", "submit", str(archive), *known_by, "--wait"],
        ["xcrun", "stapler", "staple", str(application)],
    ]


def pack(application: Path, target: Path) -> list[str]:
    """The command that packs it: alone in keeping what macOS notes beside files, and links."""
    return ["ditto", "-c", "-k", "--keepParent", str(application), str(target)]


def run(*commands: list[str]) -> None:
    """Run one after the other. Raises CalledProcessError for the first that fails."""
    for command in commands:
        subprocess.run(command, check=True)
