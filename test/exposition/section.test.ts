/** What is rendered when: a target's series depend on its own state and on the time alone. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Connection } from '../../src/collectors/connections/item.ts';
import { createSection, type Section } from '../../src/exposition/exposition.ts';
import { fail, succeed } from '../../src/polling/state.ts';
import { Store } from '../../src/polling/store.ts';
import { parseExposition, seriesKey } from '../support/exposition.ts';
import { connection, failure, listing, pollTime, target } from '../support/samples.ts';
import {
  FRANKFURT,
  HANGZHOU,
  isOf,
  miss,
  NOW_MS,
  renderSections,
  see,
  STALE,
  STALE_MS,
  worldSections,
  worldStore,
} from '../support/world.ts';

describe('a section', () => {
  const A = target('a');
  const B = target('b');
  let store: Store;
  let section: Section;
  /** Ids of connections whose samples were made, since the last look. */
  let made: string[];

  beforeEach(() => {
    store = new Store();
    made = [];
    section = createSection(
      [
        {
          name: 'a_info',
          type: 'gauge',
          help: 'A.',
          labels: ['region', 'id'],
          samples: ({ region, id }: { readonly region: string; readonly id: string }) => {
            made.push(id);
            return [[1, { region, id }]];
          },
        },
      ],
      ({ collectors }, { region }, nowMs) => {
        const entries = [...(collectors.connections?.entries.values() ?? [])];
        const items = nowMs <= 1_000 ? entries.map(({ item }) => item) : [];
        const subjectOf = ({ id }: Connection) => ({ region, id });
        return [{ items, subjectOf, validUntilMs: 1_000 }];
      },
    );
    for (const each of [A, B]) store.open(each, ['connections', 'gateways']);
    show(A, 'a1');
    show(B, 'b1');
  });

  const time = pollTime(0);
  function show(of: typeof A, ...ids: readonly string[]): void {
    const all = listing(ids.map((id) => connection(id)));
    store.update(of, 'connections', (state) => succeed(state, all, time));
  }

  /** The text of the section, and the ids of what had to be made for it. */
  function render(nowMs = 0): readonly [text: string, made: readonly string[]] {
    made = [];
    const text = [...section.show(store.list(), nowMs).texts].join('');
    return [text, made];
  }

  const BOTH = 'a_info{region="a",id="a1"} 1\na_info{region="b",id="b1"} 1\n';

  it('makes everything once, and nothing as long as nothing changes', () => {
    expect(render()).toEqual([BOTH, ['a1', 'b1']]);
    expect(render()).toEqual([BOTH, []]);
  });

  it('makes only what changed', () => {
    render();
    show(B, 'b1', 'b2');
    expect(render()).toEqual([`${BOTH}a_info{region="b",id="b2"} 1\n`, ['b2']]);
  });

  it('makes nothing when another part of the target changed', () => {
    render();
    store.update(A, 'gateways', (state) => fail(state, failure(), time));
    store.countRequest(A, 'DescribeVpnGateways', 'OK');
    expect(render()).toEqual([BOTH, []]);
  });

  it('drops what has grown too old, a millisecond after it may still be shown', () => {
    expect(render(1_000)[0]).toBe(BOTH);
    expect(render(1_001)).toEqual(['', []]);
  });

  it('shows it again when the clock was wrong and is set back', () => {
    render();
    expect(render(1_001)[0]).toBe('');
    expect(render(500)).toEqual([BOTH, []]);
  });

  it('is good until the first of its parts grows too old', () => {
    expect(section.show(store.list(), 0).validUntilMs).toBe(1_000);
    for (const each of [A, B]) store.close(each);
    expect(section.show(store.list(), 0).validUntilMs).toBe(Infinity);
  });

  it('drops a target that went, and keeps the others', () => {
    render();
    store.close(A);
    expect(render()).toEqual(['a_info{region="b",id="b1"} 1\n', []]);
  });

  it('has no header without samples', () => {
    for (const each of [A, B]) show(each);
    expect(renderSections([section], store.list())).toBe('');
  });
});

it('of several parts of a target each goes when it has grown too old', () => {
  const PARTS = [
    { part: 'short', untilMs: 10 },
    { part: 'long', untilMs: 20 },
  ];
  const section = createSection(
    [
      {
        name: 'a',
        type: 'gauge',
        help: 'A.',
        labels: ['part'],
        samples: ({ part }: { readonly part: string }) => [[1, { part }]],
      },
    ],
    (_target, _scope, nowMs) =>
      PARTS.filter(({ untilMs }) => nowMs <= untilMs).map((part) => ({
        items: [part],
        subjectOf: () => part,
        validUntilMs: part.untilMs,
      })),
  );
  const store = new Store();
  store.open(target(), []);
  const shown = (nowMs: number): string => [...section.show(store.list(), nowMs).texts].join('');
  expect(shown(10)).toBe('a{part="short"} 1\na{part="long"} 1\n');
  expect(shown(11)).toBe('a{part="long"} 1\n');
  expect(shown(21)).toBe('');
});

describe('the state series of a target', () => {
  const states = (store: Store, nowMs: number, sections = worldSections()): readonly string[] => {
    const page = parseExposition(renderSections(sections, store.list(), 'text', nowMs));
    return [...page.values()]
      .flatMap(({ samples }) => samples)
      .filter(({ labels }) => isOf(FRANKFURT, labels) && 'vpn_connection_id' in labels)
      .map(({ name }) => name);
  };

  it('are there until stale_after, and not longer, without any poll', () => {
    const store = worldStore();
    const sections = worldSections();
    expect(states(store, NOW_MS, sections)).toContain('alicloud_vpn_connection_up');
    expect(states(store, NOW_MS + 1, sections)).toEqual([]);
  });

  it('are back with the next success', () => {
    const store = worldStore();
    const sections = worldSections();
    states(store, NOW_MS + 1, sections);
    see(store, FRANKFURT, 'connections', listing([connection('vco-lab')]), -1);
    expect(states(store, NOW_MS + 1, sections)).toContain('alicloud_vpn_connection_up');
  });

  it('go without taking along what tells of the polls', () => {
    const page = renderSections(worldSections(), worldStore().list());
    const ofStale = [...parseExposition(page).values()]
      .flatMap(({ samples }) => samples)
      .filter(({ labels }) => isOf(STALE, labels));
    expect(new Set(ofStale.map(({ name }) => name))).toEqual(
      new Set([
        'alicloud_vpn_target_up',
        'alicloud_vpn_target_last_success_timestamp_seconds',
        'alicloud_vpn_target_last_poll_duration_seconds',
        'alicloud_vpn_target_resources',
        'alicloud_vpn_target_reported_resources',
        'alicloud_vpn_target_rejected_rows',
        'alicloud_vpn_exporter_polls_total',
        'alicloud_vpn_exporter_poll_failures_total',
      ]),
    );
  });
});

describe('sections that keep what they made', () => {
  it('show what sections without a past show, after any changes', () => {
    const change = fc.oneof(
      fc.constant((store: Store) => {
        see(store, HANGZHOU, 'connections', listing([connection('vco-new')]));
      }),
      fc.constant((store: Store) => {
        miss(store, HANGZHOU, 'connections', failure());
      }),
      fc.constant((store: Store) => {
        store.close(FRANKFURT);
      }),
      fc.constant((store: Store) => {
        store.open(FRANKFURT, ['connections']);
      }),
      fc.constant((store: Store) => {
        store.countRequest(HANGZHOU, 'DescribeVpnConnections', 'OK');
      }),
    );
    const steps = fc.array(fc.tuple(change, fc.constantFrom(0, 1, STALE_MS + 1)), { maxLength: 8 });
    fc.assert(
      fc.property(steps, (all) => {
        const store = worldStore();
        const sections = worldSections();
        let nowMs = NOW_MS;
        for (const [apply, passMs] of all) {
          apply(store);
          nowMs += passMs;
          const lines = (text: string) => text.split('\n').sort();
          const kept = renderSections(sections, store.list(), 'text', nowMs);
          const fresh = renderSections(worldSections(), store.list(), 'text', nowMs);
          expect(lines(kept)).toEqual(lines(fresh));
          parseExposition(kept);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it('no two series of the world are the same', () => {
  const page = parseExposition(renderSections(worldSections(), worldStore().list()));
  const keys = [...page.values()].flatMap(({ samples }) => samples.map(seriesKey));
  expect(new Set(keys).size).toBe(keys.length);
});
