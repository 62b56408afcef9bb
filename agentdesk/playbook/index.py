"""On which line of a TOML file a key stands: tomllib reads the values and forgets where they were."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#|[][{}]')


class LineIndex:
    """Line numbers (from 1) of the tables and keys of one TOML text, which is gone through when one is asked for."""

    def __init__(self, text: str) -> None:
        self._text: str | None = text
        self._lines: dict[Path, int] = {(): 1}
        self._rows: dict[Path, int] = {}

    def line(self, path: Path) -> int:
        """The line of a key or table, or of what is nearest around it where it stands inside a value or nowhere."""
        if self._text is not None:
            self._scan(self._text)
            self._text = None
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _scan(self, text: str) -> None:
        table: Path = ()
        depth, quote = 0, ""
        for number, line in enumerate(text.splitlines(), start=1):
            if not depth and not quote:
                header, key = _HEADER.match(line), _KEY.match(line)
                if header and not key:
                    table = self._enter(_parts(header[2]), array=header[1] == "[[", line=number)
                    continue
                if key:
                    self._note(table, _parts(key[1]), number)
            depth, quote = _after(line, depth, quote)

    def _enter(self, names: list[str], *, array: bool, line: int) -> Path:
        path: Path = ()
        for name in names[:-1]:
            path = self._inside((*path, name))
        path = (*path, names[-1])
        if array:
            self._rows[path] = self._rows.get(path, -1) + 1
            self._lines.setdefault(path, line)
            path = (*path, self._rows[path])
        self._lines.setdefault(path, line)
        return path

    def _inside(self, path: Path) -> Path:
        """A table on the way to another: of an array of tables it is the last one."""
        return (*path, self._rows[path]) if path in self._rows else path

    def _note(self, table: Path, names: list[str], line: int) -> None:
        for end in range(1, len(names) + 1):
            self._lines.setdefault((*table, *names[:end]), line)


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Bracket depth and open multi-line quote after a line, so that what looks like a key inside a value is none."""
    position = 0
    while position < len(line):
        if quote:
            end = line.find(quote, position)
            if end < 0:
                return depth, quote
            position, quote = end + 3, ""
            continue
        token = _TOKEN.search(line, position)
        if token is None or token[0] == "#":
            break
        if token[0] in ('"""', "'''"):
            quote = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        position = token.end()
    return depth, quote
