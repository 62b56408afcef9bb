"""Many processes that begin at once: forked from one that has everything imported, held back until all are ready."""

from __future__ import annotations

import gc
import json
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Body = Callable[[], Callable[[float], dict[str, Any]]]  # gets ready; what it gives works until the moment


def run(bodies: Sequence[Body], seconds: float) -> list[dict[str, Any]]:
    """What each came to, in their order. No database may be open here; RuntimeError where one of them failed."""
    ready_read, ready_write = os.pipe()
    go_read, go_write = os.pipe()
    gc.freeze()
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name) / str(number) for number in range(len(bodies))]
        pids = []
        for body, file in zip(bodies, files, strict=True):
            pid = os.fork()
            if pid == 0:
                os.close(go_write)
                os._exit(_live(body, file, ready_write, go_read, seconds))
            pids.append(pid)
        os.close(ready_write)
        waiting = len(pids)
        while waiting and (got := os.read(ready_read, waiting)):
            waiting -= len(got)
        for pipe in (go_read, go_write, ready_read):
            os.close(pipe)
        failed = [pid for pid in pids if os.waitpid(pid, 0)[1]]
        if failed:
            raise RuntimeError(f"{len(failed)} of {len(pids)} failed")
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def _live(body: Body, file: Path, ready: int, go: int, seconds: float) -> int:
    try:
        work = body()
        os.write(ready, b".")
        os.close(ready)
        os.read(go, 1)  # until the parent lets all of them begin
        file.write_text(json.dumps(work(time.monotonic() + seconds)), encoding="utf-8")
    except BaseException:
        traceback.print_exc()
        return 1
    return 0
