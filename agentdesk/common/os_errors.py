"""What the operating system says of a file, in the user's language: its own texts are English and name no way out."""

from __future__ import annotations

import errno

from agentdesk.common.i18n import N_, _

_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.EACCES: N_("you are not allowed to; ask for the permission"),
    errno.EPERM: N_("you are not allowed to; ask for the permission"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ELOOP: N_("its links lead in a circle"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is used up"),
    errno.EROFS: N_("this disk can only be read"),
    errno.EBUSY: N_("another program is using it"),
    errno.EIO: N_("the disk reports a fault"),
}


def why(error: OSError) -> str:
    """Why a file could not be read or written, as the end of a sentence."""
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else _("the system reports {code}").format(code=errno.errorcode.get(error.errno or 0, "?"))
