/** What programs may rely on. */

import { describe, expect, it } from '@jest/globals';
import { renderJson } from '../../src/report/json.ts';
import { overviewOf } from '../../src/views/overview.ts';
import { CONTEXT, NOW_MS, overviewNow, SITUATIONS, STEERING } from './support.ts';

const OPTIONS = { nowMs: NOW_MS, build: { version: '1.2.3', revision: 'abc' }, exitCode: 3 };

interface Row extends Readonly<Record<string, unknown>> {
  readonly account: string;
  readonly region: string;
}

type Document = Readonly<
  Record<'targets' | 'connections' | 'tunnels' | 'gateways', readonly Row[]>
> &
  Readonly<Record<string, unknown>>;

function read(situation: string): Document {
  return JSON.parse(renderJson(overviewNow(situation), OPTIONS)) as Document;
}

describe('renderJson', () => {
  it('has the same keys whatever there is to see', () => {
    const keys = Object.keys(read('nothing'));
    for (const situation of Object.keys(SITUATIONS)) {
      expect(Object.keys(read(situation))).toEqual(keys);
    }
    const rows = (list: keyof Document): readonly Row[] =>
      Object.keys(SITUATIONS).flatMap((situation) => read(situation)[list] as readonly Row[]);
    for (const list of ['targets', 'connections', 'tunnels', 'gateways']) {
      expect(new Set(rows(list).map((row) => Object.keys(row).join())).size).toBe(1);
    }
  });

  it('leaves no field out: what is not known is null', () => {
    for (const situation of Object.keys(SITUATIONS)) {
      const document = renderJson(overviewNow(situation), OPTIONS);
      expect(document).not.toContain('undefined');
    }
    expect(
      read('trouble').connections.find((row) => row['vpn_connection_id'] === 'vco-3'),
    ).toMatchObject({
      ipsec_status: null,
      bgp_up: null,
      failure: null,
      created_at: null,
      tunnels: 2,
      tunnels_up: 1,
    });
  });

  it('is in the order of the keys, whatever is wrong', () => {
    for (const list of ['connections', 'gateways', 'targets'] as const) {
      const keys = read('blind')[list].map((row) =>
        [row.account, row.region, row['vpn_connection_id'] ?? row['vpn_gateway_id']].join(),
      );
      expect(keys).toEqual([...keys].sort());
    }
  });

  it('does not depend on the order in which targets were polled', () => {
    const states = SITUATIONS['blind'] ?? [];
    const context = { ...CONTEXT, staleAfterMs: () => Infinity };
    expect(renderJson(overviewOf(states.toReversed(), context), OPTIONS)).toBe(
      renderJson(overviewOf(states, context), OPTIONS),
    );
  });

  it('gives every value back as it was, and prints nothing that steers a terminal', () => {
    const text = renderJson(overviewNow('hostile'), OPTIONS);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u);
    expect(read('hostile').connections[0]).toMatchObject({
      account: STEERING,
      vpn_connection_id: `vco-1${STEERING}`,
      name: STEERING,
      failure: { reason: STEERING },
    });
  });
});
