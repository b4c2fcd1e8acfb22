/** An endpoint 300 ms away whose IPv6 address leads nowhere, in network namespaces. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isInstalled } from '../../support/tools.ts';

const SUPPORT = new URL('support/', import.meta.url).pathname;
const NAMESPACES = ['--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child'];

/** Namespaces and a tun device, which a container may not allow. */
const IS_POSSIBLE = isInstalled(
  'unshare with network namespaces, /dev/net/tun and python3',
  'unshare',
  [
    ...NAMESPACES,
    'python3',
    '-c',
    'import fcntl, os, struct; fcntl.ioctl(os.open("/dev/net/tun", os.O_RDWR), 0x400454CA, struct.pack("16sH", b"probe", 0x1001))',
  ],
);

interface Asked {
  readonly status: number;
  readonly ms: number;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'far-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function ask(mode: 'no-route' | 'drop-ipv6'): Readonly<Record<'api' | 'identity', Asked>> {
  const place = mkdtempSync(path.join(folder, `${mode}-`));
  const server = `exec ${process.execPath} ${SUPPORT}far-server.mjs`;
  const client = [process.execPath, '--import', 'tsx', `${SUPPORT}far-client.ts`];
  const script = [`${SUPPORT}far-network.sh`, mode, place, server, ...client];
  const stdout = execFileSync('unshare', [...NAMESPACES, 'sh', ...script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return JSON.parse(stdout) as ReturnType<typeof ask>;
}

(IS_POSSIBLE ? describe : describe.skip)('an endpoint that is 300 ms away', () => {
  // A round trip to connect and one to ask are 600 ms, and IPv6 has a head start of 250 ms; a busy machine takes more.
  it.each(['no-route', 'drop-ipv6'] as const)(
    'answers the API, STS and the credentials URI over IPv4 (%s)',
    (mode) => {
      const { api, identity } = ask(mode);
      for (const { status, ms } of [api, identity]) {
        expect(status).toBe(200);
        expect(ms).toBeGreaterThan(550);
        expect(ms).toBeLessThan(5000);
      }
    },
  );
});
