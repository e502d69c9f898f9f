"""The set-up from a bare checkout: its decisions, the pinned versions, what the tree holds."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import dev_commands
import dev_environment
import dev_system
import pytest
from dev_environment import Found, Stamp, Verdict, judge
from dev_system import Need
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "LICENSE",
    "README.md",
    "app",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
}
LONGEST_FILE = 400

WANTED = Stamp(python="3.12.1", root="/tree", inputs="ab", extras=())
STAMP = replace(WANTED, extras=("dev",), installed={"pillow": "13.0.0"})
FOUND = Found(python="3.12.1", prefix=str(Path("/tree/.venv")), installed={"pillow": "13.0.0"})


def pinned() -> dict[str, Requirement]:
    lines = dev_environment.CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    by_name = {str(canonicalize_name(entry.name)): entry for entry in requirements}
    assert len(by_name) == len(requirements)
    return by_name


def exact_version(requirement: Requirement) -> str:
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


def needed_here(requirements: list[Requirement]) -> dict[str, str]:
    """Versions of everything that is installed because of these requirements."""
    versions: dict[str, str] = {}
    waiting = [(requirement, "") for requirement in requirements]
    seen = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted_extra in {"", *requirement.extras}:
            if (name, wanted_extra) in seen:
                continue
            seen.add((name, wanted_extra))
            distribution = importlib.metadata.distribution(name)
            versions[name] = distribution.version
            inner = [Requirement(text) for text in distribution.requires or []]
            waiting += [(entry, wanted_extra) for entry in inner]
    return versions


# -- the commands -------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["--sandbox"], ["picture.png", "--prompt", "--self"]])
def test_run_needs_a_display_on_linux(arguments: list[str]) -> None:
    problem = dev_commands.display_problem("linux", {"PATH": "/bin"}, arguments)
    assert problem is not None
    assert "xvfb-run" in problem
    assert "--self-test" in problem
    assert "\n" not in problem


@pytest.mark.parametrize(
    ("system", "environment", "arguments"),
    [
        ("linux", {"DISPLAY": ":0"}, []),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, []),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, []),
        ("linux", {}, ["--self-test"]),
        ("linux", {}, ["in.png", "--export-mask", "out.png"]),
        ("linux", {}, ["in.png", "--export-mask=out.png"]),
        ("linux", {}, ["--version"]),
        ("linux", {}, ["--help"]),
        ("win32", {}, []),
        ("darwin", {}, []),
    ],
)
def test_run_goes_on_where_a_window_can_appear_or_none_is_asked_for(
    system: str, environment: dict[str, str], arguments: list[str]
) -> None:
    assert dev_commands.display_problem(system, environment, arguments) is None


def test_run_without_a_display_is_one_line_and_code_2() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux works without a display")
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in displays}
    done = dev("run", "--sandbox", environment=environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


def test_unknown_commands_get_the_usage() -> None:
    done = dev("fly")
    assert done.returncode == 2
    assert "packaging/dev.py run" in done.stderr
    helped = dev("--help")
    assert helped.returncode == 0
    assert "packaging/dev.py test" in helped.stdout


def test_old_pythons_get_a_sentence() -> None:
    # Without an old Python at hand, this one is made to look like one.
    code = "import sys; sys.version_info = (3, 10, 2); import dev"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "packaging",
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        "Mask Painter needs Python 3.11 or newer, and this is Python 3.10"
    )
    assert done.stderr.count("\n") == 1


def dev(
    *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "packaging/dev.py"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


# -- the environment ----------------------------------------------------------------------------


def test_a_finished_environment_is_ready() -> None:
    assert judge(STAMP, FOUND, WANTED) == (Verdict.READY, "")
    assert judge(STAMP, FOUND, replace(WANTED, extras=("dev",))) == (Verdict.READY, "")


@pytest.mark.parametrize(
    ("stamp", "found", "wanted", "verdict", "reason"),
    [
        (None, FOUND, WANTED, Verdict.REBUILD, "not finished"),
        (STAMP, None, WANTED, Verdict.REBUILD, "does not start"),
        (STAMP, FOUND, replace(WANTED, root="/moved"), Verdict.REBUILD, "moved or copied"),
        (STAMP, replace(FOUND, prefix="/x/.venv"), WANTED, Verdict.REBUILD, "moved or copied"),
        (STAMP, FOUND, replace(WANTED, python="3.13.0"), Verdict.REBUILD, "Python 3.12.1"),
        (STAMP, replace(FOUND, python="3.12.9"), WANTED, Verdict.REBUILD, "Python 3.12.1"),
        (STAMP, replace(FOUND, installed={}), WANTED, Verdict.REBUILD, "pillow"),
        (STAMP, replace(FOUND, installed={"pillow": "12"}), WANTED, Verdict.REBUILD, "pillow"),
        (STAMP, FOUND, replace(WANTED, inputs="cd"), Verdict.UPDATE, "has changed"),
        (replace(STAMP, extras=()), FOUND, replace(WANTED, extras=("dev",)), Verdict.UPDATE, "dev"),
    ],
)
def test_any_other_environment_is_mended(
    stamp: Stamp | None, found: Found | None, wanted: Stamp, verdict: Verdict, reason: str
) -> None:
    found_verdict, found_reason = judge(stamp, found, wanted)
    assert found_verdict is verdict
    assert reason in found_reason


def test_the_stamp_follows_contents_not_line_ends() -> None:
    assert dev_environment.digest([b"a\nb\n"]) == dev_environment.digest([b"a\r\nb\r\n"])
    assert dev_environment.digest([b"a\nb\n"]) != dev_environment.digest([b"a\nc\n"])
    assert dev_environment.digest([b"a", b"b"]) != dev_environment.digest([b"ab"])


def test_pip_installs_into_the_environment_whatever_the_user_has_set() -> None:
    given = {"PIP_USER": "1", "PYTHONPATH": "/x", "PIP_CONSTRAINT": "other", "PIP_CERT": "kept"}
    assert dev_environment.pip_environment(given) == {"PIP_CERT": "kept"}


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Failed to establish a new connection: [Errno 111]", "check the network"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED", "PIP_CERT"),
        ("ERROR: No matching distribution found for ruff==0", "no such package"),
        ("something else", "run the same command again"),
    ],
)
def test_a_failed_installation_says_what_to_do(output: str, advice: str) -> None:
    assert advice in dev_environment.explain_pip(output)


# -- the system ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "debian"),
    [
        ('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', True),
        ("ID=ubuntu\nID_LIKE=debian\n", True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ("ID=fedora\n", False),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', False),
        ("", False),
    ],
)
def test_debian_is_known_by_its_release_file(text: str, debian: bool) -> None:
    assert dev_system.is_debian(text) is debian


def test_renamed_packages_are_found_under_the_name_that_the_release_knows() -> None:
    glib = next(need for need in dev_system.LIBRARIES if "glib" in need.name)
    other = Need("libother.so.1", ("libother1",))
    for known in ("libglib2.0-0t64", "libglib2.0-0"):
        assert dev_system.packages_for([glib, other, glib], known.__eq__) == (known, "libother1")


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install -y libgl1 xvfb fonts-dejavu-core"),
        ("dnf", "sudo dnf install 'libGL.so.1()(64bit)' /usr/bin/Xvfb dejavu-sans-fonts"),
        ("zypper", "sudo zypper install 'libGL.so.1()(64bit)' /usr/bin/Xvfb dejavu-sans-fonts"),
        ("", "your package manager, to install libGL.so.1, Xvfb, a font"),
    ],
)
def test_others_are_told_the_one_command(manager: str, command: str) -> None:
    needs = [
        need
        for need in (*dev_system.LIBRARIES, *dev_system.TEST_TOOLS, *dev_system.APPEARANCE)
        if need.name in ("libGL.so.1", "Xvfb", dev_system.FONT)
    ]
    assert dev_system.advice(needs, {manager: True}, lambda _: True) == command


def test_presence_is_found_by_use() -> None:
    assert not dev_system.is_present(Need("libnosuchthing.so.7", ("x",)))
    assert not dev_system.is_present(Need("no-such-command", ("x",)))
    if sys.platform.startswith("linux"):
        assert dev_system.is_present(Need("libc.so.6", ("libc6",)))
        assert dev_system.is_present(Need("sh", ("dash",)))


# -- the versions -------------------------------------------------------------------------------


def test_everything_installed_is_pinned_and_of_that_version() -> None:
    declared = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    installed = needed_here([Requirement(text) for text in declared])
    assert len(installed) > 25
    for_here = {
        name: exact_version(requirement)
        for name, requirement in pinned().items()
        if requirement.marker is None or requirement.marker.evaluate()
    }
    assert installed == {name: for_here.get(name) for name in installed}


def test_the_constraints_satisfy_what_the_project_asks_for() -> None:
    constraints = pinned()
    extras = PROJECT["optional-dependencies"].values()
    for text in [*PROJECT["dependencies"], *(entry for extra in extras for entry in extra)]:
        requirement = Requirement(text)
        version = exact_version(constraints[canonicalize_name(requirement.name)])
        assert requirement.specifier.contains(version), text


def test_qt_for_python_3_11_stays_below_6_12() -> None:
    (old,) = (text for text in PROJECT["dependencies"] if "python_version < '3.12'" in text)
    requirement = Requirement(old)
    assert requirement.name == "PySide6-Essentials"
    assert not requirement.specifier.contains("6.12.0")
    qt = pinned()["pyside6-essentials"]
    assert qt.marker is None
    assert not Requirement("x>=6.12").specifier.contains(exact_version(qt))


# -- what is built, and what the tree holds -----------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, built from the files git knows."""
    source = tmp_path_factory.mktemp("source")
    for name in tracked_files():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(
        command, cwd=source, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_wheel_holds_the_program_and_its_resources(built: Path) -> None:
    (wheel,) = built.glob("mask_painter-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
        scripts = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert b"mask-painter = app.__main__:run" in archive.read(scripts)
    expected = {name for name in tracked_files() if name.startswith("app/")}
    expected |= {"app/" + name for name in tracked_files() if name.startswith("resources/")}
    assert any(name.startswith("app/resources/icons/") for name in expected)
    assert inside == expected


def test_the_source_distribution_holds_all_that_a_wheel_is_built_from(built: Path) -> None:
    (sources,) = built.glob("mask_painter-*.tar.gz")
    with tarfile.open(sources) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ("app/", "resources/", "tests/", "packaging/", "pyproject.toml", "README.md")
    assert {name for name in tracked_files() if name.startswith(wanted)} <= inside


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert {name.partition("/")[0] for name in tracked_files()} <= TOP_LEVEL


def test_nothing_generated_is_tracked() -> None:
    generated = ("__pycache__", ".pyc", ".venv", ".egg-info", ".DS_Store", "_cache/")
    assert [name for name in tracked_files() if any(part in name for part in generated)] == []


def test_files_stay_readable() -> None:
    lengths = {
        name: len((ROOT / name).read_text(encoding="utf-8").splitlines())
        for name in tracked_files()
        if name.startswith(("app/", "packaging/")) and name.endswith(".py")
    }
    assert {name: count for name, count in lengths.items() if count > LONGEST_FILE} == {}


def tracked_files() -> list[str]:
    """The files in the checkout that git knows, or a skip where there is no git."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout, or git is not installed")
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_ci_runs_the_documented_command() -> None:
    assert "python3 packaging/dev.py test" in (ROOT / ".ci/run").read_text(encoding="utf-8")
