#!/usr/bin/env bash
# Publishes what `npm run release:dry` made: scripts/publish.sh login|image|sbom-path|chart|npm|github. REGISTRY is where
# image and chart go, such as ghcr.io/OWNER. DRY_RUN=1 prints the commands and runs none.
set -euo pipefail
cd "$(dirname "$0")/.."

name=alicloud-vpn-exporter
version=$(node --print "require('./package.json').version")
registry=${REGISTRY:-ghcr.io/$name}

# For later steps of a workflow, or for people.
tell() {
  if [[ -n ${GITHUB_OUTPUT:-} ]]; then echo "$1" >>"$GITHUB_OUTPUT"; else echo "$1"; fi
}

do_it() {
  if [[ -n ${DRY_RUN:-} ]]; then
    printf '%q ' "$@"
    printf '\n'
  else
    "$@"
  fi
}

# A version with a suffix, such as 0.2.0-rc.0, is not what people get who ask for none.
tag=latest
pre=()
if [[ $version = *-* ]]; then
  tag=next
  pre=(--prerelease)
fi

case ${1:-} in
login)
  for program in skopeo 'helm registry' cosign; do
    # shellcheck disable=SC2086 # two words
    do_it $program login "${registry%%/*}" --username "${REGISTRY_USER:-}" --password-stdin <<<"${REGISTRY_PASSWORD:-}"
  done
  ;;
image)
  image=$registry/$name
  do_it skopeo copy --all --digestfile release/image-digest "oci-archive:release/$name-$version.oci.tar" "docker://$image:$version"
  do_it skopeo copy --all "docker://$image:$version" "docker://$image:$tag"
  digest=$(cat release/image-digest 2>/dev/null || echo sha256:unknown)
  do_it cosign sign --yes "$image@$digest"
  tell "digest=$digest"
  ;;
sbom-path)
  tell "sbom=release/$name-$version.cdx.json"
  ;;
chart)
  do_it helm push "release/chart/$name-$version.tgz" "oci://$registry/charts"
  ;;
npm)
  # The token belongs to the registry that npm publishes to; npm reads the variable itself.
  if [[ -z ${DRY_RUN:-} ]]; then
    address=$(npm config get registry)
    npm config set "${address#http*:}:_authToken" '${NODE_AUTH_TOKEN}'
  fi
  do_it npm publish "./release/$name-$version.tgz" --provenance --access public --tag "$tag"
  ;;
github)
  notes=$(mktemp)
  trap 'rm -f "$notes"' EXIT
  awk -v wanted="## $version /" 'index($0, "## ") == 1 { on = index($0, wanted) == 1; next } on' CHANGELOG.md >"$notes"
  do_it gh release create "v$version" "${pre[@]}" --title "$version / $(git log -1 --format=%cs)" --notes-file "$notes" \
    "release/$name-$version.tgz" "release/$name-$version-with-dependencies.tar.gz" "release/$name-$version.cdx.json" \
    "release/chart/$name-$version.tgz#Helm chart" release/SHA256SUMS
  ;;
*)
  echo 'usage: scripts/publish.sh login|image|sbom-path|chart|npm|github' >&2
  exit 2
  ;;
esac
