#!/usr/bin/env bash
# Install Debian packages that are missing, naming them first. Where that is not possible, say so and go on:
# the tests that need them are then skipped with a plain message.
set -u

command -v dpkg-query >/dev/null || { echo "Not a Debian system; please install yourself: $*"; exit 0; }

missing=()
for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
# Any Java 17 or newer will do.
if command -v java >/dev/null; then missing=("${missing[@]/openjdk-17-jre-headless/}"); fi
read -ra missing <<<"${missing[*]-}"
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Debian packages needed: ${missing[*]}"
if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else
    echo "Neither root nor password-less sudo: the tests that need them will be skipped."
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null ||
    echo "Installing ${missing[*]} failed: the tests that need them will be skipped."
exit 0
