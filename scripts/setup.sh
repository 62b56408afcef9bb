# Sourced by scripts/desk and scripts/test: makes .venv from a lock, once.
#
#   set_up NAME   installs scripts/lock/NAME.txt into .venv unless that very lock is in it already
#
# A stamp with the lock's checksum is written last and taken away first: a set-up that was broken off starts afresh.

here=$(readlink -f -- "$0" 2>/dev/null || echo "$0")
root=$(CDPATH='' cd -- "$(dirname -- "$here")/.." && pwd -P)
venv="$root/.venv"
python="$venv/bin/python"

# The screen and the files are UTF-8 whatever the machine's locale says.
export PYTHONUTF8=1
export PYTHONPATH="$root"

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The machine's Python: `python3` when it is new enough, else the newest that is.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if path=$(command -v "$name") && suits "$path"; then
            echo "$path"
            return 0
        fi
    done
    return 1
}

mend() {
    if command -v apt-get >/dev/null 2>&1; then
        echo "  apt install $1"
    elif command -v dnf >/dev/null 2>&1; then
        echo "  dnf install $2"
    else
        echo "  install $2 with this system's package manager"
    fi
}

make_venv() {
    found=$(find_python) || found=
    if command -v uv >/dev/null 2>&1; then
        # Without a Python that is new enough uv fetches one.
        uv venv --quiet --clear --python "${found:-3.13}" "$venv" || fail "uv could not make $venv; its message stands above."
        return
    fi
    if [ -z "$found" ]; then
        have=$(python3 --version 2>/dev/null || echo "no Python")
        fail "agentdesk needs Python 3.11 or newer; this machine has $have." "Install a newer one, for example:" "$(mend python3.11 python3.11)"
    fi
    if ! "$found" -c 'import venv, ensurepip' 2>/dev/null; then
        version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        fail "Python $version on this machine lacks the module venv or ensurepip. Mend it and start again:" \
            "$(mend "python$version-venv" "python3-pip")"
    fi
    "$found" -m venv --clear "$venv" || fail "Python could not make $venv; its message stands above."
}

install() {
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --compile-bytecode --python "$python" -r "$1"
    else
        "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
        "$python" -m pip install --quiet --disable-pip-version-check --no-input --use-pep517 -r "$1"
    fi
}

set_up() {
    lock="$root/scripts/lock/$1.txt"
    stamp="$venv/.lock-$1"
    sum=$(cksum <"$lock")
    if [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then
        return 0
    fi
    echo "Setting up .venv from scripts/lock/$1.txt (once; about a minute) ..." >&2
    # No stamp at all: nothing here was ever finished, so nothing in it is trusted.
    if [ ! -x "$python" ] || ! ls "$venv"/.lock-* >/dev/null 2>&1; then
        make_venv
    fi
    rm -f "$stamp"
    install "$lock" || fail "The packages could not be installed; their message stands above. Start again when it is mended."
    printf '%s\n' "$sum" >"$stamp"
}
