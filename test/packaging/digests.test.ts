/** The script that pins base images, against a registry made up here. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pinned } from '../../scripts/release/digests.ts';
import { ROOT } from '../../scripts/release/step.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('base images', () => {
  const asked: string[] = [];
  let isOpen = true;
  const server = createServer(({ method, url = '', headers }, response) => {
    asked.push(`${method} ${url.split('?')[0]}`);
    if (url.startsWith('/token')) {
      response.end('{"token":"pull"}');
    } else if (!isOpen && headers.authorization !== 'Bearer pull') {
      const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
      response
        .writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="r",scope="s"` })
        .end();
    } else if (url.includes('missing')) {
      response.writeHead(404).end();
    } else {
      const isList = String(headers.accept).includes('image.index');
      response.writeHead(200, { 'docker-content-digest': isList ? DIGEST : 'sha256:one' }).end();
    }
  });

  /** Registries are spoken to by https; here by http on a loopback port, whatever their name. */
  const ask: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    url.protocol = 'http:';
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return fetch(url, init);
  };

  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it.each([[true], [false]])(
    'of the Dockerfile are pinned; asking without a token is allowed: %s',
    async (open) => {
      isOpen = open;
      asked.length = 0;
      const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
      const text = await pinned(dockerfile, ask);
      const images = [...text.matchAll(/^ARG \w+_IMAGE=(.*)$/gm)].map(([, image = '']) => image);
      expect(images).toHaveLength(2);
      for (const image of images) expect(image.endsWith(`@${DIGEST}`)).toBe(true);
      expect(await pinned(text, ask)).toBe(text);
      expect(asked[0]).toMatch(/^HEAD \/v2\/library\/node\/manifests\/24-slim$/);
    },
  );

  it('stay as they are when the registry does not know one', async () => {
    isOpen = true;
    await expect(pinned('ARG BUILD_IMAGE=docker.io/library/missing:1\n', ask)).rejects.toThrow(
      'docker.io/library/missing:1: status 404, digest ""',
    );
  });
});
