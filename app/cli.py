"""The command line: what was asked for, checked as far as that needs no window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from app import __version__


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, as interface.md documents it, with the environment's address filled in."""

    image: Path | None = None
    task_id: str | None = None
    mask: Path | None = None
    prompt: str = ""
    sandbox: bool = False
    api_url: str = ""
    data_dir: Path | None = None
    language: str = ""
    export_mask: Path | None = None
    self_test: bool = False


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line. Exits with code 2 and one line on stderr when it makes no sense."""
    try:
        if not arguments:
            # As after a double click. To make a parser takes longer than the rest of this.
            return Options(api_url=_url_from_environment())
        return _options(_parser().parse_args(arguments))
    except ValueError as error:
        _refuse(str(error))


def _refuse(message: str) -> NoReturn:
    complain(message)
    sys.exit(2)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, without the usage that argparse would put before it."""
        _refuse(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mask-painter",
        description="Paint an inpaint mask, submit it to GPTunnel, compare the results.",
    )
    add = parser.add_argument
    add("image", metavar="IMAGE", nargs="?", type=Path, help="open a local picture")
    add("--task", metavar="ID", help="load this parent task (an id or a result's link)")
    add("--mask", metavar="FILE", type=Path, help="start with this mask")
    add("--prompt", metavar="TEXT", default="", help="fill in the prompt")
    add("--sandbox", action="store_true", help="use the embedded service: no key, no cost")
    add("--api-url", metavar="URL", help="another base URL (https, or http on this machine)")
    add("--data-dir", metavar="DIR", type=Path, help="where settings, jobs and pictures live")
    add("--lang", choices=("en", "ru"), default="", help="interface language")
    add("--export-mask", metavar="FILE", type=Path, help="write the mask as PNG and quit")
    add("--self-test", action="store_true", help="run the whole loop offscreen and quit")
    add("--version", action="version", version=f"Mask Painter {__version__}")
    return parser


def _options(given: argparse.Namespace) -> Options:
    task_id = None if given.task is None else _task_id(given.task)
    for path in (given.image, given.mask):
        if path is not None and not path.is_file():
            raise ValueError(f"there is no file {path}.")
    if given.export_mask is not None and not (given.image or task_id or given.sandbox):
        raise ValueError("--export-mask needs IMAGE or --task.")
    if given.mask is not None and not (given.image or task_id or given.sandbox):
        raise ValueError("--mask needs IMAGE or --task.")
    # The sandbox has an address of its own; what the environment says doesn't matter then.
    alone = given.sandbox or given.self_test
    api_url = given.api_url or ("" if alone else _url_from_environment())
    if given.api_url:
        _check_url(api_url)
    return Options(
        image=given.image,
        task_id=task_id,
        mask=given.mask,
        prompt=given.prompt,
        sandbox=given.sandbox,
        api_url=api_url,
        data_dir=given.data_dir,
        language=given.lang,
        export_mask=given.export_mask,
        self_test=given.self_test,
    )


def _url_from_environment() -> str:
    url = os.environ.get("GPTUNNEL_API_URL", "")
    if url:
        _check_url(url)
    return url


def _task_id(text: str) -> str:
    from app.api.schema import task_id_from

    task_id = task_id_from(text)
    if task_id is None:
        raise ValueError("--task takes a task's id, or the link of its result.")
    return task_id


def _check_url(url: str) -> None:
    from app.api.address import Origin

    try:
        origin = Origin.of(url)
    except ValueError as error:
        raise ValueError(f"the service's address can't be used: {error}.") from error
    if not origin.is_secure:
        raise ValueError("the service's address must be https, or http on this machine.")


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"mask-painter: {' '.join(message.split())}", file=sys.stderr)


def tell(message: str) -> None:
    """One line on standard output."""
    # A program without a console has none.
    if sys.stdout is not None:
        print(f"mask-painter: {message}", flush=True)
