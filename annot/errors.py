"""What can go wrong, in the few causes that a reviewer can act on.

Every message is one sentence: what happened, what is safe, what to do. The exit codes are those of the
commands' contract.
"""


class AnnotError(Exception):
    """The request is wrong: unknown article, unusable input, another's claim. Nothing was changed."""

    exit_code = 2


class InputError(AnnotError):
    """A file from outside cannot be used as it is."""


class Forbidden(AnnotError):
    """The claim, source list or comment belongs to somebody else."""


class NothingToDo(AnnotError):
    """Done, and the answer is no: nothing to undo, nothing to compare."""

    exit_code = 1


class ProjectError(AnnotError):
    """The project file cannot be used: not a project, damaged, newer, locked, full disk, read-only."""

    exit_code = 3


class NoProject(ProjectError):
    """There is no project file yet."""


class NotSaved(ProjectError):
    """The action was not saved, the file is as it was before, and trying again later may succeed."""
