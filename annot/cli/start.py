"""`annot`: finds the command, hands it the common options, and turns every ending into an exit code."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from annot.cli.context import CommonGroup, Request, common_options, with_common_options
from annot.cli.talk import warn
from annot.errors import AnnotError
from annot.plain import heard

INTERRUPTED = 130
NO_ROOM = 3
DEFECT = 4
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

# name -> (module, what it does): enough for `annot --help`, which imports none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("project", "the sample project in a temporary folder"),
    "review": ("project", "read an article and mark its claims, in the terminal"),
    "add": ("project", "put articles into the project"),
    "articles": ("project", "the articles, and how far everybody is"),
    "show": ("project", "the text of an article"),
    "units": ("project", "what the cursor stops at"),
    "tag": ("marking", "make a claim"),
    "edit": ("marking", "change a claim"),
    "withdraw": ("marking", "take a claim back"),
    "claims": ("marking", "the claims"),
    "cite": ("citing", "give a claim a source"),
    "source": ("citing", "complete a source"),
    "sources": ("citing", "all sources"),
    "comment": ("talking", "a note, a question to the writer, a fix, something for later"),
    "questions": ("talking", "the comments, open or all"),
    "answer": ("talking", "answer a comment"),
    "looked": ("talking", "looked there, found this or nothing"),
    "done": ("reading", "nothing more to check in these paragraphs"),
    "kind": ("reading", "say what kind of paragraph one is"),
    "progress": ("reading", "how far everybody is"),
    "lint": ("reading", "open points by the rules of evidence"),
    "groups": ("deciding", "claims of different reviewers on the same words"),
    "decide": ("deciding", "the desk's word on a group, or on all that a policy settles"),
    "adjudicate": ("deciding", "the disagreements, one after the other, in the terminal"),
    "agree": ("agreeing", "how far the reviewers agree, and how sure that is"),
    "export": ("exchange", "csv, jsonl or the log"),
    "import": ("exchange", "csv, jsonl or a log"),
    "handout": ("handing", "one project file for each reviewer"),
    "handin": ("handing", "a checked whole copy to send back"),
    "merge": ("merging", "bring the work of other project files into this one"),
    "two-edits": ("merging", "fields that were edited on both sides"),
    "resolve": ("merging", "settle one of them"),
    "reviewers": ("people", "who works here; rename, same"),
    "codebook": ("people", "the verdicts: show, use FILE, default"),
    "backup": ("handing", "a verified whole copy"),
    "backups": ("handing", "the copies of this project"),
    "restore": ("handing", "a copy as a new project"),
    "recover": ("handing", "what can be read of a damaged project, as a new one"),
    "check": ("history", "is the project file whole?"),
    "log": ("history", "what happened, newest first"),
    "undo": ("history", "take your latest action back"),
    "redo": ("history", "do again what you undid"),
}


class LazyGroup(CommonGroup):
    """Imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"annot.cli.{COMMANDS[cmd_name][0]}")
        return with_common_options(getattr(module, f"{cmd_name.replace('-', '_')}_command"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, invoke_without_command=True)
@click.version_option(package_name="annot-factcheck", prog_name="annot")
@click.pass_context
def annot(ctx: click.Context) -> int | None:
    """A fact-check desk in a terminal: mark claims in an article, give each a verdict and sources, export them.

    One SQLite file is one project. Example:

        annot review article.txt
    """
    ctx.ensure_object(Request)
    if ctx.invoked_subcommand is None:
        from annot.cli.project import start

        code: int = start(ctx.obj)
        return code
    return None


annot.params += common_options()


def main() -> NoReturn:
    # Imports and rows are made to stay: to look through them again and again took a tenth of the start.
    gc.set_threshold(50_000, 20, 100)
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """The exit code of `annot ARGS`; what went wrong has been said in one sentence."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a locale that cannot say a character gets a mark, not an exception
    try:
        code = annot.main(list(map(heard, args)), prog_name="annot", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()  # whoever read us has enough
        return 0
    except SystemExit:
        if "_ANNOT_COMPLETE" in os.environ:
            raise  # a shell asked what could come next
        _forget_output()  # click makes of a closed pipe an exit 1
        return 0
    except (KeyboardInterrupt, click.Abort):
        warn("Interrupted.")
        return INTERRUPTED
    except click.UsageError as error:
        hint = f" See: {error.ctx.command_path} --help" if error.ctx else ""
        warn(f"annot: {error.format_message()}{hint}")
        return 2
    except click.ClickException as error:
        warn(f"annot: {error.format_message()}")
        return 2
    except AnnotError as error:
        warn(f"annot: {error}")
        return error.exit_code
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            warn("annot: the name of a file is too long for this system; nothing was changed.")
            return AnnotError.exit_code
        if error.errno not in _FULL:
            return _defect(error)
        _forget_output()
        warn(
            f"annot: the output could not be written ({error.strerror}); what was saved is safe; make room, then retry."
        )
        return NO_ROOM
    except Exception as error:  # noqa: BLE001  # the one broad catch: a defect of ours ends with a sentence and a file
        return _defect(error)
    return code if isinstance(code, int) else 0


def _defect(error: Exception) -> int:
    from annot.cli.crash import write_crash_file

    path = write_crash_file(error)
    warn(f"annot: this is a defect of annot ({type(error).__name__}); what was saved is safe; please send us {path}")
    return DEFECT


def _open_closed_streams() -> None:
    """A daemon may start us without them: nothing is read there, and what is said is lost."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115  # for as long as the process lives


def _forget_output() -> None:
    """Python flushes at exit: give it something that takes what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
