"""`--export-mask`: write the mask that would be submitted, without a window and without Qt."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from app.api.address import DEFAULT_URL
from app.api.client import GptunnelClient
from app.api.errors import ServiceError
from app.canvas.codec import PictureError, encode_mask
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.cli import Options, complain
from app.jobs.loading import (
    FileUnreadable,
    Source,
    TaskHasFailed,
    TaskHasNoPicture,
    TaskNotReady,
    load_mask,
    load_picture,
    load_task,
)
from app.library.exporting import FileUnwritable, write_for_user
from app.paths import default_data_dir
from app.sandbox.samples import SINGLE_ID
from app.sandbox.server import SandboxServer
from app.settings.secrets import Secrets
from app.settings.settings import SettingsStore


def export_mask(options: Options) -> int:
    """Do it; 0 when the file is written, else 2 and one line on stderr."""
    try:
        source = _source(options)
        if source.is_grid:
            complain(f"{source.name} is a grid of four pictures, and a mask needs one.")
            return 2
        snapshot = _mask(source.picture, options)
        if options.export_mask is not None:
            write_for_user(options.export_mask, encode_mask(snapshot))
    except (
        FileUnreadable,
        FileUnwritable,
        PictureError,
        ServiceError,
        TaskHasFailed,
        TaskHasNoPicture,
        TaskNotReady,
    ) as error:
        complain(str(error))
        return 2
    return 0


def _mask(picture: Picture, options: Options) -> MaskSnapshot:
    """The mask given for the picture, or a black one of its size."""
    if options.mask is not None:
        return load_mask(options.mask, picture.size, picture.orientation)
    return MaskSnapshot(picture.size, bytes(picture.size.area), picture.orientation)


def _source(options: Options) -> Source:
    if options.image is not None:
        return load_picture(options.image, options.task_id)
    with _service(options) as (url, key), GptunnelClient(url, key) as client:
        return load_task(client, None, options.task_id or SINGLE_ID)


@contextlib.contextmanager
def _service(options: Options) -> Iterator[tuple[str, str | None]]:
    if options.sandbox:
        with SandboxServer() as server:
            yield server.url, server.key
    else:
        secrets = Secrets()
        if not secrets.current().value:
            secrets.load_stored()
        yield options.api_url or _preferred_url(options), secrets.current().value or None


def _preferred_url(options: Options) -> str:
    """The service of the preferences, which the window would use too."""
    store = SettingsStore((options.data_dir or default_data_dir()) / "settings.json")
    return store.load().api_url or DEFAULT_URL
