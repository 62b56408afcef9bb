"""Errors a user can meet: each is one clear line that says what to do, with its exit code."""

from __future__ import annotations


class UserError(Exception):
    """Could not be done; the message says why and what to do. Exit code 1."""

    exit_code = 1


class UsageError(UserError):
    """The call itself is wrong (an unknown name, a bad date). Exit code 2."""

    exit_code = 2


class DatabaseProblem(UserError):
    """The database is busy, missing, read-only or of another version. Exit code 3.

    `fault` names what it is for a monitor (`agentdesk doctor --json`): busy, missing, read_only, disk, full, damaged,
    moved, elsewhere, unfinished, unreachable, refused, unopened, empty, no_driver, foreign, newer,
    older, left; "" for what has no name.
    """

    exit_code = 3

    def __init__(self, text: str = "", *, fault: str = "") -> None:
        super().__init__(text)
        self.fault = fault


class Forbidden(UserError):
    """The person's role does not allow this."""
