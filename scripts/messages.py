"""Keep the Chinese catalogue: `add FILE.json` merges {message: Chinese}, `check` lists what is missing or stale.

python scripts/messages.py add new.json
python scripts/messages.py check
"""

from __future__ import annotations

import ast
import fcntl
import json
import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "agentdesk"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "agentdesk.po"


def extracted() -> set[str]:
    """Every message marked in the package's source, also within f-strings, which Babel's own reader passes over."""
    return {
        str(node.args[0].value)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value
    }


def load() -> Catalog:
    """The catalogue as it stands in the repository."""
    if not PO.exists():
        return Catalog(locale="zh", project="agentdesk", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def save(catalog: Catalog) -> None:
    """Write the catalogue sorted, without dates that change at each run, and compile it."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=False, width=120, no_location=True)
    text = PO.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(('"POT-Creation', '"PO-Revision'))]
    PO.write_text("".join(kept), encoding="utf-8")
    PO.with_suffix(".mo").write_bytes(compiled(load()))


def add(path: str) -> None:
    """Merge translations from a JSON file, under a lock so that two calls do not lose each other's.

    A message that has another translation already keeps it: two places that mean different things need two messages.
    """
    PO.parent.mkdir(parents=True, exist_ok=True)
    with (PO.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalog = load()
        for message, chinese in json.loads(Path(path).read_text(encoding="utf-8")).items():
            if message not in catalog:
                catalog.add(message)
            if catalog[message].string not in (None, "", chinese):
                print(f"kept: {message!r} is {catalog[message].string!r} already", file=sys.stderr)
                continue
            catalog[message].string = chinese
        save(catalog)


def prune() -> None:
    """Drop messages that no source line uses any more."""
    catalog, used = load(), extracted()
    for message in [m.id for m in catalog if m.id and m.id not in used]:
        catalog.delete(message)
    save(catalog)


def placeholders(text: str) -> set[str]:
    """The names in braces that `.format()` fills in."""
    return set(re.findall(r"\{(\w*)[^{}]*\}", text.replace("{{", "").replace("}}", "")))


def faults(known: dict[str, str], used: set[str]) -> list[str]:
    """What is wrong with the catalogue's translations, given the messages the source uses; empty when nothing is."""
    untranslated = [f"untranslated: {message!r}" for message in sorted(used) if not known.get(message)]
    unused = [f"unused: {message!r}" for message in sorted(known) if message not in used]
    differing = [
        f"placeholders differ: {message!r} and {chinese!r}"
        for message, chinese in sorted(known.items())
        if chinese and placeholders(message) != placeholders(chinese)
    ]
    return untranslated + unused + differing


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it, the same bytes for the same messages."""
    catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # Babel writes the moment of the run into the header
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def check() -> int:
    """Print what is untranslated, unused, mistranslated or not compiled; 1 when there is any."""
    catalog = load()
    found = faults({str(m.id): str(m.string or "") for m in catalog if m.id}, extracted())
    if PO.with_suffix(".mo").read_bytes() != compiled(catalog):
        found.append(f"not compiled: {PO.with_suffix('.mo').name} is older than {PO.name}; add or prune compiles it")
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run one of the commands of the module's docstring."""
    if arguments[:1] == ["add"] and len(arguments) == 2:
        add(arguments[1])
        return 0
    if arguments == ["prune"]:
        prune()
        return 0
    if arguments == ["check"]:
        return check()
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
