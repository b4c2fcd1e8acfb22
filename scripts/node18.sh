#!/usr/bin/env bash
# Fetches Node.js 18, which is too old for the exporter, into .cache/node18, for the test of what it says there. Does
# nothing when it is there already; fails where the npm registry cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/.."

target=.cache/node18
node=$target/node_modules/node/bin/node
if "$node" --version >/dev/null 2>&1; then exit 0; fi

mkdir -p "$target"
npm install --prefix "$target" --no-save --no-audit --no-fund --loglevel=error node@18
"$node" --version
