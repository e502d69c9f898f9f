"""A result's marked region in its original: for the eye, for a file, and as the next original.

Runs off the GUI thread.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from app.canvas.codec import PictureError, encode_picture
from app.canvas.geometry import Rect, Size
from app.canvas.paste import pasted, size_beside
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.jobs.loading import FileUnreadable, Source, load_mask, load_pasted, load_result
from app.library.errors import LibraryError
from app.library.library import Library

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What results are pasted into, and how. `mask` is the file of the mask that they were asked
    with; `feather` in the original's pixels.
    """

    original: Picture
    mask: Path
    feather: int

    def paste(
        self, result: Picture, part: Rect, progress: Progress, size: Size | None = None
    ) -> Picture:
        """The original, or the original scaled to `size`, with the marked region of a result.

        Raises FileUnreadable, PictureError and Abandoned.
        """
        original = self.original
        mask = load_mask(self.mask, original.size, original.orientation)
        return pasted(original, result, part, mask, self.feather, progress, size)


@dataclass(frozen=True, slots=True)
class TakeOwn:
    """The task's own picture is the next original, whatever was pasted before."""


@dataclass(frozen=True, slots=True)
class TakeKept:
    """What is kept is the next original: pasted if it was."""


@dataclass(frozen=True, slots=True)
class Remake:
    """The program ended before the picture arrived: the recipe is made anew from what is kept of
    the original's task, and of the mask by its file's name in `masks/`.
    """

    original_id: str
    mask_name: str
    feather: int


Wish = Recipe | TakeOwn | TakeKept | Remake
"""How to go on with a task that was upsampled, or whose picture is a single one."""


def go_on(source: Source, wish: Wish, library: Library | None, progress: Progress) -> Source:
    """The source with the picture that is wished for, which is kept in the library.

    `source` has the task's picture, its own or what was pasted. What goes wrong is told as its
    `paste_problem`. Raises Abandoned.
    """
    task_id = source.task_id
    if library is None or task_id is None:
        return source
    match wish:
        case Recipe():
            return _pasted(_own(source, library), wish, library, progress)
        case TakeOwn():
            return _without_pasted(_own(source, library), library)
        case Remake() if library.find_pasted(task_id) is None:
            recipe = _recipe(library, wish)
            return _pasted(source, recipe, library, progress) if recipe is not None else source
        case _:
            return source if source.is_pasted else _with_pasted(source, library)


def _with_pasted(source: Source, library: Library) -> Source:
    """The source with what was pasted, if that is kept."""
    try:
        picture = load_pasted(library, source.task_id or "")
    except (FileUnreadable, PictureError) as error:
        return replace(source, paste_problem=error)
    return replace(source, picture=picture, is_pasted=True) if picture is not None else source


def _own(source: Source, library: Library) -> Source:
    """The source with the task's own picture."""
    path = library.find(source.task_id) if source.is_pasted and source.task_id else None
    if path is None:
        return source
    return replace(source, picture=load_result(path), is_pasted=False)


def _pasted(source: Source, recipe: Recipe, library: Library, progress: Progress) -> Source:
    own, task_id = source.picture, source.task_id
    size = size_beside(recipe.original, own)
    try:
        picture = recipe.paste(own, Rect.of_size(own.size), progress, size)
    except (FileUnreadable, PictureError) as error:
        return replace(source, paste_problem=error)
    scaled_from = recipe.original.size if recipe.original.size != size else None
    source = replace(source, picture=picture, is_pasted=True, scaled_from=scaled_from)
    try:
        library.save_pasted(task_id or "", encode_picture(picture), recipe.feather)
    except LibraryError as error:
        return replace(source, paste_problem=error)
    return source


def _without_pasted(source: Source, library: Library) -> Source:
    try:
        library.forget_pasted(source.task_id or "")
    except LibraryError as error:
        return replace(source, paste_problem=error)
    return source


def _recipe(library: Library, remake: Remake) -> Recipe | None:
    """The recipe that was wanted; None when the original isn't kept."""
    original_id = remake.original_id
    path = library.find_pasted(original_id) or library.find(original_id)
    if path is None:
        return None
    try:
        original = load_result(path)
    except (FileUnreadable, PictureError) as error:
        _log.warning("The original of a result, %s, can't be read: %s", original_id, error)
        return None
    return Recipe(original, library.masks / remake.mask_name, remake.feather)
