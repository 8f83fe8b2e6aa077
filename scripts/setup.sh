#!/bin/sh
# Set up this course on a fresh Debian or Ubuntu: system packages, then the environment in .venv.
# Usage: setup.sh PYTHON
set -eu
python=${1:-python3.11}
command -v "$python" >/dev/null 2>&1 || python=python3

say() { printf '%s\n' "setup: $*" >&2; }

# bubblewrap makes the box, libseccomp filters its system calls, chromium checks the pages in the tests.
missing=
command -v bwrap >/dev/null 2>&1 || missing="$missing bubblewrap"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v chromedriver >/dev/null 2>&1 || missing="$missing chromium-driver"
command -v git >/dev/null 2>&1 || missing="$missing git"
"$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null || missing="$missing libseccomp2"
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
fc-list :lang=zh-tw 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"

if [ -n "$missing" ]; then
    install="apt-get install --yes --no-install-recommends$missing"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing$missing"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null
    else
        say "please install the system packages first:  sudo $install"
        exit 1
    fi
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed"; exit 1; }
[ -x .venv/bin/python ] || "$python" -m venv .venv
say "installing the Python packages (a few minutes the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
say "ready"
