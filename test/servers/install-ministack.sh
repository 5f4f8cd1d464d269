#!/bin/sh
# Installs ministack, an emulator of AWS, from PyPI into the cache folder and prints where it lies. Quick and silent when it is there.
# Usage: test/servers/install-ministack.sh            (needs Python 3.10 or later with venv, and openssl)
set -eu

version=1.5.33
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cache=${FRONTDESK_CACHE:-$root/.cache}
home=$cache/ministack-$version

if [ -f "$home/.complete" ]; then
  echo "$home"
  exit 0
fi

for tool in python3 openssl; do
  command -v "$tool" >/dev/null 2>&1 || { echo "install-ministack: $tool is missing" >&2; exit 3; }
done

mkdir -p "$cache"
rm -rf "$home"
python3 -m venv "$home"
# cryptography: for KMS to sign with.
"$home/bin/pip" install --quiet --disable-pip-version-check "ministack==$version" "cryptography==50.0.2" >&2
touch "$home/.complete"
echo "$home"
