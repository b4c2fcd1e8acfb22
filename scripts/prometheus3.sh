#!/usr/bin/env bash
# Fetches Prometheus 3 and an Alertmanager of its time into .cache/prometheus3, for the tests that run against both major
# versions. The packages are those of a newer Debian suite, from the mirror that this machine uses, checked by apt and
# only unpacked: nothing is installed. Does nothing when they are there already; fails where the suite cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/.."

suite=forky
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
target=.cache/prometheus3

if "$target/usr/bin/prometheus" --version >/dev/null 2>&1 &&
  "$target/usr/bin/prometheus-alertmanager" --version >/dev/null 2>&1; then
  exit 0
fi

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/\?$' || true)
if [[ -z $mirror ]]; then
  echo 'prometheus3: this machine has no Debian mirror; run apt-get update first, on Debian' >&2
  exit 1
fi

mkdir -p .cache
work=$(mktemp -d "$PWD/.cache/prometheus3.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
options=(
  -o "Dir::Etc::SourceList=$work/sources.list"
  -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/lists"
  -o "Dir::Cache=$work/cache"
  -o "APT::Sandbox::User=$(id -un)"
  -o APT::Update::Error-Mode=any
  -o Acquire::Retries=1
  -o Acquire::http::Timeout=20
  -o Acquire::https::Timeout=20
)
apt-get "${options[@]}" update -qq
(cd "$work" && apt-get "${options[@]}" download -qq prometheus prometheus-alertmanager)
for package in "$work"/*.deb; do dpkg-deb --extract "$package" "$work/root"; done

rm -rf "$target"
mv "$work/root" "$target"
"$target/usr/bin/prometheus" --version 2>&1 | head -n 1
"$target/usr/bin/prometheus-alertmanager" --version 2>&1 | head -n 1
