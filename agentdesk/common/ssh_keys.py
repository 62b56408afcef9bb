"""Public keys as OpenSSH writes them (RFC 4253, 5656, 8709): checked to the last byte, named by fingerprint.

A line that a person pastes is a claim: its blob must be exactly a key of the type it names, and one that is strong.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _

RSA_BITS = 3072  # at least; what is shorter is broken within the life of a key
_CURVES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}  # bytes of a coordinate
TYPES = ("ssh-ed25519", *(f"ecdsa-sha2-{curve}" for curve in _CURVES), "ssh-rsa")
_PRIVATE = re.compile(r"PRIVATE KEY|PuTTY-User-Key-File|Private-Lines:", re.IGNORECASE)
_COMMENT = 200  # letters that are kept of a comment


@dataclass(frozen=True)
class PublicKey:
    """One public key: its type, its blob in base64, the fingerprint as `ssh-keygen -l` prints it, the comment."""

    kind: str
    blob: str
    fingerprint: str
    comment: str = ""


def parse_public_key(text: str) -> PublicKey:
    """The one key of a `.pub` file's text; UsageError says what else it is. What was given is never repeated."""
    if _PRIVATE.search(text):
        raise UsageError(
            _("This is a private key; nothing of it was kept. It was seen, so make a new pair and give the .pub file.")
        )
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) != 1:
        raise UsageError(_("Give one public key: one line of a .pub file.") if lines else _("There is no key in this."))
    kind, _space, rest = lines[0].strip().partition(" ")
    if kind not in TYPES:
        raise UsageError(_("A key begins with one of: {types}").format(types=", ".join(TYPES)))
    blob, _space, comment = rest.strip().partition(" ")
    return PublicKey(kind, blob, _checked(kind, blob), comment.strip()[:_COMMENT])


def fingerprint_of(blob: str) -> str:
    """SHA256:..., of a blob in base64; "" where it is no base64 at all."""
    try:
        return _fingerprint(base64.b64decode(blob, validate=True))
    except (binascii.Error, ValueError):
        return ""


def _fingerprint(raw: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


def _checked(kind: str, blob: str) -> str:
    """The fingerprint of a sound blob of the type."""
    try:
        raw = base64.b64decode(blob, validate=True)
        fields = _fields(raw)
        sound = base64.b64encode(raw).decode() == blob and fields[0] == kind.encode() and _is_sound(kind, fields[1:])
    except (binascii.Error, ValueError, IndexError):
        sound = False
    if not sound:
        raise UsageError(_("This key is damaged: copy the whole line of the .pub file."))
    if kind == "ssh-rsa" and int.from_bytes(fields[2], "big").bit_length() < RSA_BITS:
        raise UsageError(_("An RSA key has at least {bits} bits; better: ssh-keygen -t ed25519").format(bits=RSA_BITS))
    return _fingerprint(raw)


def _fields(raw: bytes) -> list[bytes]:
    """The length-prefixed fields of a blob; ValueError where the lengths do not come out even."""
    found, place = [], 0
    while place < len(raw):
        length = int.from_bytes(raw[place : place + 4], "big")
        end = place + 4 + length
        if end > len(raw):
            raise ValueError(end)
        found.append(raw[place + 4 : end])
        place = end
    return found


def _is_sound(kind: str, fields: list[bytes]) -> bool:
    if kind == "ssh-ed25519":
        return [len(field) for field in fields] == [32]
    if kind == "ssh-rsa":
        return len(fields) == 2 and all(_is_odd_number(field) for field in fields)
    curve = kind.rpartition("-")[2]
    name, point = fields
    return name == curve.encode() and len(point) == 1 + 2 * _CURVES[curve] and point[0] == 4  # uncompressed


def _is_odd_number(field: bytes) -> bool:
    """A positive, odd number without needless zeros in front (an mpint)."""
    number = int.from_bytes(field, "big")
    return number > 2 and number % 2 == 1 and field == number.to_bytes(number.bit_length() // 8 + 1, "big")
