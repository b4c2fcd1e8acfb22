/** Answers of DescribeVpnConnections made ahead, so that a stand-in for the cloud costs next to nothing. */

import { generateConnections } from '../../test/support/worlds/generate.ts';

const PAGE_SIZE = 50;

/** The bodies of all pages of one region with so many dual-tunnel connections, in one of two states. */
export function bodiesOf(connections: number, isDown: boolean): readonly string[] {
  const rows = generateConnections('bench', {
    dual: connections,
    ...(isDown && { downEvery: 1 }),
  });
  const pages = Math.max(1, Math.ceil(connections / PAGE_SIZE));
  return Array.from({ length: pages }, (_, page) =>
    JSON.stringify({
      RequestId: '00000000-0000-0000-0000-000000000000',
      PageNumber: page + 1,
      PageSize: PAGE_SIZE,
      TotalCount: connections,
      VpnConnections: { VpnConnection: rows.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE) },
    }),
  );
}

/** A region that may show every connection in its other state at each walk over its pages. */
export class Region {
  readonly #states: readonly (readonly string[])[];
  readonly #walks = new Map<string, number>();

  constructor(connections: number, isChanging: boolean) {
    const up = bodiesOf(connections, false);
    this.#states = isChanging ? [up, bodiesOf(connections, true)] : [up];
  }

  /** One page, counted from 1; the first begins another walk of this caller. */
  page(caller: string, number: number): string {
    const walk = (this.#walks.get(caller) ?? -1) + Number(number === 1);
    this.#walks.set(caller, walk);
    return this.#states[walk % this.#states.length]?.[number - 1] ?? '{}';
  }
}
