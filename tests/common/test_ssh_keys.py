"""Public keys: those that ssh-keygen makes are read as it reads them, anything else is told apart and not repeated."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.errors import UsageError
from agentdesk.common.ssh_keys import fingerprint_of, parse_public_key

KEYGEN = shutil.which("ssh-keygen")
# RFC 8709's form with a key of 32 bytes of our own; the fingerprint by `ssh-keygen -lf`.
BLOB = base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(range(32))).decode()
LINE = f"ssh-ed25519 {BLOB} li.na@office"


def test_a_key_is_read_with_its_fingerprint_and_comment() -> None:
    key = parse_public_key(f"# mine\n\n  {LINE}\r\n")
    assert (key.kind, key.blob, key.comment) == ("ssh-ed25519", BLOB, "li.na@office")
    assert key.fingerprint == fingerprint_of(BLOB) == "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"


@pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen on this machine")
@pytest.mark.parametrize(
    ("kind", "accepted"),
    [
        (("ed25519",), True),
        (("ecdsa", "-b", "256"), True),
        (("ecdsa", "-b", "384"), True),
        (("ecdsa", "-b", "521"), True),
        (("rsa", "-b", "3072"), True),
        (("rsa", "-b", "2048"), False),
    ],
    ids=str,
)
def test_keys_of_ssh_keygen(tmp_path: Path, kind: tuple[str, ...], accepted: bool) -> None:
    private = tmp_path / "key"
    subprocess.run([KEYGEN, "-q", "-N", "", "-C", "c", "-t", *kind, "-f", str(private)], check=True)
    public = private.with_suffix(".pub")
    said = subprocess.run([KEYGEN, "-l", "-f", str(public)], check=True, capture_output=True, text=True).stdout
    if accepted:
        assert parse_public_key(public.read_text()).fingerprint == said.split()[1]
    else:
        with pytest.raises(UsageError, match="3072"):
            parse_public_key(public.read_text())
    with pytest.raises(UsageError, match="私钥") as refused:
        parse_public_key(private.read_text())
    assert not any(line in str(refused.value) for line in private.read_text().splitlines())


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "# nothing",
        f"{LINE}\n{LINE}",
        f'command="sh" {LINE}',
        LINE.replace("ssh-ed25519", "ssh-dss"),
        LINE.replace("ssh-ed25519", "ssh-rsa"),  # says another type than it is
        f"ssh-ed25519 {BLOB[:-4]}",
        f"ssh-ed25519 {BLOB[:20]}!{BLOB[20:]}",
        "ssh-ed25519",
        f"ssh-ed25519 {base64.b64encode(base64.b64decode(BLOB) + bytes(4)).decode()}",  # an empty field too many
        "PuTTY-User-Key-File-3: ssh-ed25519",
    ],
)
def test_what_is_no_key(wrong: str) -> None:
    with pytest.raises(UsageError):
        parse_public_key(wrong)


@given(st.integers(0, len(BLOB) - 1), st.characters(codec="ascii"))
def test_a_key_with_one_letter_changed_is_another_key_or_none(place: int, letter: str) -> None:
    changed = f"{BLOB[:place]}{letter}{BLOB[place + 1 :]}"
    try:
        found = parse_public_key(f"ssh-ed25519 {changed}")
    except UsageError:
        return
    assert found.blob == changed.split()[0]
    assert (found.fingerprint == fingerprint_of(BLOB)) == (changed == BLOB)
