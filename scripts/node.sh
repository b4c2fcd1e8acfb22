#!/usr/bin/env bash
# Fetches another release of Node.js into .cache/nodeMAJOR, for tests that run on it: scripts/node.sh MAJOR. Does nothing
# when it is there already; fails where the npm registry cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/.."

major=$1
target=.cache/node$major
node=$target/node_modules/node/bin/node
if "$node" --version >/dev/null 2>&1; then exit 0; fi

mkdir -p "$target"
npm install --prefix "$target" --no-save --no-audit --no-fund --loglevel=error "node@$major"
"$node" --version
