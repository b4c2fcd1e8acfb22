#!/usr/bin/env bash
# Makes stand-ins for the Dockerfile's base images, for machines that cannot pull them: a minimal Debian of this machine's
# suite with Node.js from the npm package `node`, as local images for buildah. They are for trying the Dockerfile, and
# never for publishing. Does nothing when they are there already. Needs buildah, debootstrap and root.
set -euo pipefail
cd "$(dirname "$0")/.."

major=24
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
image=localhost/stand-in/node:$major
if buildah inspect --type image "$image" >/dev/null 2>&1; then
  echo "$image"
  exit 0
fi

scripts/node.sh "$major" >&2
node=$PWD/.cache/node$major/node_modules/node/bin/node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/\?$')
debootstrap --variant=minbase --include=ca-certificates "$suite" "$work/root" "$mirror" >&2

install -D -m 0755 "$node" "$work/root/usr/local/bin/node"
mkdir -p "$work/root/usr/local/lib/node_modules"
cp -r "$(npm root --global)/npm" "$work/root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/root/usr/local/bin/npm"
# What this machine trusts, the build has to trust as well.
install -m 0644 "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$work/root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$work/root/var/cache/apt" "$work/root/var/lib/apt/lists"

container=$(buildah from scratch)
buildah copy --quiet "$container" "$work/root" / >&2
buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
buildah commit --quiet --rm "$container" "$image" >&2
echo "$image"
