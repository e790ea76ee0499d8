"""What every command is told: which project, which reviewer, data or prose; and the desk that comes of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annot.cli.talk import warn
from annot.errors import AnnotError, NoProject
from annot.plain import file, heard

if TYPE_CHECKING:
    from annot.desk.session import Desk
    from annot.model.claim import Reviewer
    from annot.store.project import Store


class Request:
    """The common options as given; the later one wins, wherever it stands."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.reviewer: str | None = None
        self.json = False
        self.reveal = False

    @property
    def path(self) -> Path:
        return file(self.db) if self.db else Path(os.environ.get("ANNOT_DB") or "annot.db")

    @property
    def name(self) -> str | None:
        return self.reviewer or heard(os.environ.get("ANNOT_REVIEWER", "")) or None

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """A desk of a project that is there; nobody needs to be known."""
        from annot.desk.people import who
        from annot.desk.session import Desk
        from annot.store.project import Store

        with _there(self.path), Store(self.path) as store:
            yield Desk(store, who(store, self.name), self.reveal)

    @contextmanager
    def writing(self, *, create: bool = False) -> Iterator[Desk]:
        """A desk whose reviewer is known, asked for on a terminal; `create` makes the project where there is none.

        A project made for a command that then writes nothing is taken away again. One that has changed is copied
        first, but not twice in half an hour.
        """
        from annot.desk.session import Desk
        from annot.store.project import Store

        new = create and not self.path.exists()
        early = self.known_reviewer(None) if new else None
        with _there(self.path), Store(self.path, create=create) as store:
            try:
                desk = Desk(store, early or self.known_reviewer(store), self.reveal)
                _keep_copy(store)
                yield desk
            finally:
                if new and store.discard_if_unused():
                    new = False
        if new:
            warn(f"New project: {self.path}")

    def known_reviewer(self, store: Store | None) -> Reviewer:
        """Who works here, asked for on a terminal; `store` is None for a project that is yet to be made."""
        from annot.desk.people import introduce, who

        known = who(store, self.name)
        if known is not None:
            return known
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise AnnotError("Who are you? Give your name with --reviewer NAME, or in ANNOT_REVIEWER.")
        return introduce(click.prompt("Your name, as colleagues should see it", err=True))


def _keep_copy(store: Store) -> None:
    """A copy, if one is due; where none can be made, that is said and work goes on."""
    from annot.desk import backups

    try:
        backups.keep_if_due(store)
    except (AnnotError, OSError) as error:
        warn(f"There is no copy of the project as it is now. {error}")


@contextmanager
def _there(path: Path) -> Iterator[None]:
    try:
        yield
    except NoProject as error:
        raise NoProject(f"There is no project {path} yet. Begin with: annot add FILE   or try: annot demo") from error


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value:
        request = ctx.find_root().ensure_object(Request)
        setattr(request, param.name or "", value)


def common_options() -> list[click.Option]:
    """New ones at each call: a parameter belongs to one command."""

    def option(name: str, text: str, metavar: str | None = None) -> click.Option:
        flag = metavar is None
        return click.Option([name], metavar=metavar, help=text, is_flag=flag, expose_value=False, callback=_keep)

    return [
        option("--db", "the project file (else ANNOT_DB, else annot.db here)", "FILE"),
        option("--reviewer", "who you are (else ANNOT_REVIEWER, else the project's or your own name)", "NAME"),
        option("--json", "print data as JSON"),
        option("--reveal", "show others' work before you have finished; logged"),
    ]


def with_common_options(command: click.Command) -> click.Command:
    if not any(param.name == "db" for param in command.params):
        command.params = [*command.params, *common_options()]
    return command


class CommonGroup(click.Group):
    """A group whose every command takes the common options too."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        return command and with_common_options(command)


pass_request = click.make_pass_decorator(Request, ensure=True)
