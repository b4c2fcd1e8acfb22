/**
 * Pins the base images of the Dockerfile by digest, or brings the digests up to date: asks each image's registry what its tag
 * means now. `tsx scripts/release/digests.ts`
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './step.ts';

/** `REGISTRY/REPOSITORY:TAG`, and the digest where it is pinned already. */
const BASE = /^(ARG (?:BUILD|RUNTIME)_IMAGE=)([^/\s]+)\/([^:@\s]+):([\w.-]+)(?:@sha256:[0-9a-f]{64})?$/gm;

/** Docker's registry has another name than its images. */
const HOSTS: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

const TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

/** A token for reading, where the registry wants one: its answer 401 names who gives it. */
async function tokenFrom(challenge: string, ask: typeof fetch): Promise<string> {
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const { realm = '', service = '', scope = '' } = fields as Record<string, string>;
  const answer = await ask(`${realm}?${new URLSearchParams({ service, scope }).toString()}`);
  const { token, access_token: other }: { token?: string; access_token?: string } = JSON.parse(
    await answer.text(),
  );
  return token ?? other ?? '';
}

/**
 * The digest of the list of images, for all processors, that a tag names.
 * @throws Error naming the image and what the registry said.
 */
async function digestOf(host: string, repository: string, tag: string, ask: typeof fetch): Promise<string> {
  const url = `https://${HOSTS[host] ?? host}/v2/${repository}/manifests/${tag}`;
  const head = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    ask(url, { method: 'HEAD', headers: { accept: TYPES, ...headers } });
  const first = await head({});
  const challenge = first.headers.get('www-authenticate');
  const answer =
    first.status === 401 && challenge !== null
      ? await head({ authorization: `Bearer ${await tokenFrom(challenge, ask)}` })
      : first;
  const digest = answer.headers.get('docker-content-digest') ?? '';
  if (answer.status === 200 && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new Error(`${host}/${repository}:${tag}: status ${answer.status}, digest "${digest}"`);
}

/** The Dockerfile with its base images pinned to what their tags mean now. */
export async function pinned(dockerfile: string, ask: typeof fetch): Promise<string> {
  let text = dockerfile;
  for (const [line, start = '', host = '', repository = '', tag = ''] of dockerfile.matchAll(BASE)) {
    const digest = await digestOf(host, repository, tag, ask);
    text = text.replace(line, `${start}${host}/${repository}:${tag}@${digest}`);
  }
  return text;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(ROOT, 'Dockerfile');
  writeFileSync(file, await pinned(readFileSync(file, 'utf8'), fetch));
}
