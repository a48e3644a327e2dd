"""`archiver learn`: the lines that recur on a portal's pages and are no text of any article."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from archiver.catchup import open_caught_up
from archiver.commands.options import DATA, AsJson, Data, OwnPortals
from archiver.errors import UsageError
from archiver.learning import learn as run
from archiver.portal import load_portal


def learn(
    portal: Annotated[str, typer.Argument(help="The portal's id.")],
    data: Data = DATA,
    portals: OwnPortals = None,
    json: AsJson = False,
) -> None:
    """Learn which lines recur on a portal's pages, print them all, and read anew what new ones change.

    A crawl and an import do so at their end. Only pages that no rules read teach, and only they are read
    without such lines. What was learned stands in `learned.json` in the portal's folder.

    Example: archiver learn quanuy_cam_le
    """
    facts = load_portal(portal, portals or [])
    if not (data / portal).is_dir():
        raise UsageError(f"{data / portal} does not exist: nothing of {portal} was archived there.")
    store, _ = open_caught_up(data, facts)
    with store:
        lesson = run(store, facts, store.folder)
    if json:
        typer.echo(msgspec.json.encode(lesson).decode())
        return
    for line, count in lesson.learned.lines.items():
        typer.echo(f"{count:7}  {line}")
    typer.echo(
        f"{portal}: {len(lesson.learned.lines)} lines, {len(lesson.new_lines)} of them new; "
        f"{lesson.reread} articles read anew"
    )
