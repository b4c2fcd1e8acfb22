/** An API whose answers for one region are hostile as soon as it is told so. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Cleanup } from './cleanup.ts';

/** The region whose answers turn hostile, and the one whose never do. */
export const HOSTILE_REGION = 'cn-hangzhou';
export const HEALTHY_REGION = 'cn-beijing';

/** Bodies by page, counted from 0. */
export type Pages = (page: number) => string | Buffer;

/** What the hostile region answers. */
export interface HostileAnswers {
  readonly connections?: Pages;
  readonly diagnosis?: Pages;
}

/** Its address, and the switch. */
export interface HostileApi {
  readonly url: string;
  readonly turnHostile: () => void;
}

export const seq = <Item>(size: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: size }, (_, index) => make(index));

/** A row of DescribeVpnConnections. */
export const row = (id: number | string, rest: object = {}): object => ({
  VpnConnectionId: `vco-${id}`,
  Status: 'ipsec_sa_established',
  State: 'active',
  Name: `n${id}`,
  ...rest,
});

/** A page of DescribeVpnConnections. */
export const pageOf = (rows: readonly object[], total = rows.length): string =>
  JSON.stringify({
    RequestId: 'R',
    TotalCount: total,
    PageNumber: 1,
    PageSize: 50,
    VpnConnections: { VpnConnection: rows },
  });

const EMPTY = JSON.stringify({
  RequestId: 'R',
  TotalCount: 0,
  PageNumber: 1,
  PageSize: 50,
  VpnGateways: { VpnGateway: [] },
  VpnConnections: { VpnConnection: [] },
});

const NO_REASONS = JSON.stringify({ RequestId: 'R', TotalCount: 0, VpnConnections: [] });

/** Texts are made once: the same answer comes again and again, and another process is what is measured. */
function remembered(pages: Pages | undefined): Pages | undefined {
  if (pages === undefined) return undefined;
  const bodies = new Map<number, Buffer>();
  return (page) => {
    const body = bodies.get(page) ?? Buffer.from(pages(page));
    bodies.set(page, body);
    return body;
  };
}

/** Starts it on a free loopback port. */
export async function startHostileApi(
  healthy: string,
  answers: HostileAnswers,
  cleanup: Cleanup,
): Promise<HostileApi> {
  const good: Readonly<Record<string, Pages>> = {
    DescribeVpnConnections: () => healthy,
    DiagnoseVpnConnections: () => NO_REASONS,
  };
  const hostile: Readonly<Record<string, Pages | undefined>> = {
    DescribeVpnConnections: remembered(answers.connections),
    DiagnoseVpnConnections: remembered(answers.diagnosis),
  };
  let isHostile = false;
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const action = String(request.headers['x-acs-action']);
    const isTarget = isHostile && searchParams.get('RegionId') === HOSTILE_REGION;
    const pages = (isTarget ? hostile[action] : undefined) ?? good[action];
    const page = Number(searchParams.get('PageNumber') ?? 1) - 1;
    response.setHeader('Content-Type', 'application/json');
    response.end(pages === undefined ? EMPTY : pages(page));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.add(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    turnHostile: () => {
      isHostile = true;
    },
  };
}
