# The container image: compiled in a Debian slim image with npm, run in a distroless one.
#
#   docker build --tag alicloud-vpn-exporter \
#     --build-arg VERSION=0.1.0 --build-arg REVISION="$(git rev-parse HEAD)" --build-arg CREATED="$(date -u +%FT%TZ)" .
#
# Where gcr.io cannot be reached, --build-arg RUNTIME_IMAGE=docker.io/library/node:24-slim gives the same program in an
# image that also holds a shell, npm and a package manager. scripts/release/digests.ts pins both by digest.
ARG BUILD_IMAGE=docker.io/library/node:24-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# Nothing is compiled to machine code, so one build on the builder's own processor serves every platform.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The lock file decides every version; no package runs a script of its own. Peers, 157 MB, are of use to nobody here.
RUN --mount=type=cache,target=/root/.npm \
  npm ci --omit=peer --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/clean.mjs scripts/build-info.mjs ./scripts/
COPY src ./src
ARG REVISION=unknown
RUN REVISION=${REVISION} npm run build
# What remains is what runs: neither tools, nor TypeScript and source maps of packages.
RUN npm prune --omit=dev --omit=peer --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' \) -delete

FROM ${RUNTIME_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="alicloud-vpn-exporter" \
  org.opencontainers.image.description="Prometheus exporter for Alibaba Cloud IPsec-VPN connections" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}"
# The distroless image keeps node in /nodejs/bin, which is not in its PATH; the slim one in /usr/local/bin.
ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin NODE_ENV=production
WORKDIR /app
COPY LICENSE package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# By number: Kubernetes' runAsNonRoot cannot judge a name. The files belong to root, so the process cannot change them.
USER 65532:65532
EXPOSE 10061
# No HEALTHCHECK: it would start a second node every time. Kubernetes and Compose have probes of their own; docs/docker.md
# has one for docker run.
# node is process 1. The kernel gives that one no default handlers, but the program has its own for SIGTERM, SIGINT and
# SIGHUP, and it starts no child that would have to be reaped: no init is needed.
ENTRYPOINT ["node", "/app/dist/main.js"]
