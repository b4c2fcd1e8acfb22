/** What the status page shows in each situation. */

import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { NOTHING_YET } from '../../../src/polling/state.ts';
import { STYLE } from '../../../src/report/html/style.ts';
import type { TargetState } from '../../../src/polling/store.ts';
import { connection, dual, gateway, target, tunnel } from '../../support/samples.ts';
import { hostile } from './support/hostile.ts';
import { pageOf, problemsOf, rowsOf, textOf, verdictOf } from './support/page.ts';
import {
  diagnosed,
  fails,
  failedReason,
  healthy,
  NOW_MS,
  shows,
  STALE_MS,
  stateOf,
} from './support/states.ts';

const DOWN = { status: 'ike_sa_not_established' } as const;
const FORBIDDEN = {
  reason: 'forbidden',
  code: 'Forbidden.RAM',
  hint: 'the RAM policy does not allow this call',
  statusCode: 403,
  requestId: 'A-1',
} as const;

describe('before the first poll', () => {
  it('says that nothing is known yet', () => {
    const page = pageOf([stateOf({ connections: NOTHING_YET, gateways: NOTHING_YET })]);
    expect(verdictOf(page)).toBe('1 target not polled yet');
    expect(textOf(page)).toContain('No connection has been seen yet.');
    expect(rowsOf(page, 't')).toEqual([
      ['waiting', 'prod cn-hangzhou', '', 'never', 'due', '0', ''],
    ]);
  });

  it('says so when there is no target at all', () => {
    const page = pageOf([]);
    expect(verdictOf(page)).toBe('Nothing is polled yet');
    expect(textOf(page)).toContain('No target is polled yet.');
    expect(rowsOf(page, 't')).toEqual([]);
  });

  it('tells an account without connections from one that cannot be seen', () => {
    expect(textOf(pageOf([healthy([])]))).toContain('The API shows no connection.');
  });
});

describe('when all is well', () => {
  const page = pageOf([
    healthy(
      [
        connection('vco-1', { name: 'office', bgpUp: true, healthCheckUp: true }),
        dual('vco-2', [
          tunnel('tun-1', { index: 1, bgpUp: true }),
          tunnel('tun-2', { role: 'slave' }),
        ]),
      ],
      [gateway('vpn-1', { expirationSeconds: Date.UTC(2027, 0, 1, 12) / 1000 })],
    ),
  ]);

  it('says so first', () => {
    expect(verdictOf(page)).toBe('Nothing is wrong: 2 connections up');
    expect(problemsOf(page)).toEqual([]);
    expect(page).toContain('<title>Alibaba Cloud VPN exporter</title>');
  });

  it('shows each connection with its tunnels', () => {
    expect(rowsOf(page, 'c')).toEqual([
      ['up', 'name of vco-2 vco-2', 'prod cn-hangzhou', '2 tunnels', '', 'off', '', '', '5 s ago'],
      [
        'up',
        'tunnel 1, master, cn-hangzhou-h tun-1 → 203.0.113.1',
        '',
        'phase 2 established',
        'up',
        '',
        '',
        '',
        '',
      ],
      [
        'up',
        'slave, cn-hangzhou-h tun-2 → 203.0.113.1',
        '',
        'phase 2 established',
        'off',
        '',
        '',
        '',
        '',
      ],
      [
        'up',
        'office vco-1',
        'prod cn-hangzhou',
        'phase 2 established',
        'up',
        'up',
        '',
        '',
        '5 s ago',
      ],
    ]);
  });

  it('shows gateways and targets', () => {
    expect(rowsOf(page, 'g')).toEqual([
      [
        'up',
        'name of vpn-1 vpn-1',
        'prod cn-hangzhou',
        'active',
        'Normal',
        '2027-01-01 12:00 UTC',
        '',
        '5 s ago',
      ],
    ]);
    expect(rowsOf(page, 't')).toEqual([
      ['ok', 'prod cn-hangzhou', '2 connections, 1 gateway', '5 s ago', 'in 54 s', '2', ''],
    ]);
  });

  it('leads to the other pages with relative addresses, and says what and when it is', () => {
    expect(page).toContain('<a href="metrics">Metrics</a>');
    expect(pageOf([], '', { telemetryPath: '/a/b' })).toContain('<a href="a/b">Metrics</a>');
    const below = pageOf([], '', { externalPath: '/vpn' });
    expect(below).toContain('<a href="/vpn/metrics">Metrics</a>');
    expect(below).toContain('<a href="/vpn/-/ready">Readiness</a>');
    expect(textOf(page)).toContain(
      'Readiness As of 2026-01-02 03:04:05 UTC, data 5 s old Refresh:',
    );
    expect(textOf(page)).toMatch(/2 connections of 1 target\. Version 1\.2\.3\.$/);
  });
});

describe('when a tunnel is down', () => {
  it('says which, why and since when', () => {
    const connections = shows([
      connection('vco-0', { name: 'fine' }),
      dual('vco-1', [tunnel('tun-1'), tunnel('tun-2', DOWN)], { name: 'half' }),
    ]);
    const page = pageOf([
      stateOf({ connections, diagnosis: diagnosed({ 'tun-2': failedReason() }) }),
    ]);
    expect(verdictOf(page)).toBe('1 connection degraded');
    expect(rowsOf(page, 'c').map((cells) => [cells[0], ...cells.slice(3)])).toEqual([
      ['degraded', '2 tunnels', '', 'off', '1 of 2 tunnels up', '', '5 s ago'],
      ['up', 'phase 2 established', 'off', '', '', '', ''],
      [
        'down',
        'phase 1 not established',
        'off',
        '',
        'AuthenticationAlgorithmMismatch (Critical): local SHA256, remote SHA',
        '3 h ago 2026-01-02 00:04 UTC',
        '',
      ],
      ['up', 'phase 2 established', 'off', 'off', '', '', '5 s ago'],
    ]);
  });

  it('shows a single-tunnel connection in one row, and no time that is not known', () => {
    const connections = shows([connection('vco-1', DOWN)]);
    const diagnosis = diagnosed({ 'vco-1': failedReason({ failedSeconds: undefined }) });
    const rows = rowsOf(pageOf([stateOf({ connections, diagnosis })]), 'c');
    expect(rows.map((cells) => cells.slice(6, 8))).toEqual([
      ['AuthenticationAlgorithmMismatch (Critical): local SHA256, remote SHA', ''],
    ]);
  });
});

describe('when IPsec is up and nothing passes', () => {
  it.each([
    ['BGP', connection('vco-1', { bgpUp: false }), ['degraded', 'down', 'off', 'BGP is down']],
    [
      'the health check',
      connection('vco-1', { healthCheckUp: false }),
      ['degraded', 'off', 'down', 'the health check fails'],
    ],
  ])('says so of %s', (_name, item, expected) => {
    const [cells = []] = rowsOf(pageOf([healthy([item])]), 'c');
    expect([cells[0], cells[4], cells[5], cells[6]]).toEqual(expected);
  });
});

describe('when a region cannot be seen', () => {
  const regions = ['me-east-1', 'ap-south-1'];
  const blind = regions.map((region) =>
    stateOf(
      { connections: fails(NOTHING_YET, FORBIDDEN), gateways: fails(NOTHING_YET, FORBIDDEN) },
      target(region),
    ),
  );

  it('says so before everything else, once for regions with one cause', () => {
    const page = pageOf([healthy([connection('vco-1')]), ...blind]);
    expect(verdictOf(page)).toBe('2 targets failing');
    expect(problemsOf(page)).toEqual([
      'failed prod in ap-south-1, me-east-1 : forbidden: Forbidden.RAM: the RAM policy does not allow this call (HTTP 403) (connections, gateways)',
    ]);
    expect(page.indexOf('class="problems"')).toBeLessThan(page.indexOf('<table'));
  });

  it('tells causes apart', () => {
    const other = stateOf({ connections: fails(NOTHING_YET) }, target('eu-west-1'));
    expect(problemsOf(pageOf([...blind, other]))).toHaveLength(2);
  });

  it('shows the last error of every target that fails', () => {
    const cells = rowsOf(pageOf(blind), 't').map((row) => [row[0], row[3], row[5], row[6]]);
    const error =
      'forbidden: Forbidden.RAM: the RAM policy does not allow this call (HTTP 403, request A-1)';
    expect(cells[0]).toEqual([
      'failed',
      'never',
      '1, 1 failed',
      `connections: ${error} gateways: ${error}; last success never`,
    ]);
  });

  it('shows what was seen before for as long as that is good, with its age', () => {
    const connections = fails(shows([connection('vco-1')], STALE_MS - 60_000));
    const [cells = []] = rowsOf(pageOf([stateOf({ connections })]), 'c');
    expect([cells[0], cells[3], cells[8]]).toEqual(['up', 'phase 2 established', '4 min ago']);
  });

  it('then shows it as stale, never as up', () => {
    const connections = fails(
      shows([connection('vco-1', { bgpUp: true, healthCheckUp: true })], STALE_MS + 60_000),
    );
    const gateways = fails(shows([gateway('vpn-1')], STALE_MS + 60_000));
    const page = pageOf([stateOf({ connections, gateways })]);
    expect(verdictOf(page)).toBe('1 target failing, 1 connection stale, 1 VPN gateway in trouble');
    expect(rowsOf(page, 'c')).toEqual([
      [
        'stale',
        'name of vco-1 vco-1',
        'prod cn-hangzhou',
        'was phase 2 established',
        'was up',
        'was up',
        'was up when last seen, 6 min ago',
        '',
        '6 min ago',
      ],
    ]);
    expect(rowsOf(page, 'g')[0]?.[0]).toBe('stale');
    expect(page).not.toContain('<b class="up">');
  });

  it('says of a target whose polls have ceased that nobody looks any more', () => {
    const page = pageOf([stateOf({ connections: shows([connection('vco-1')], STALE_MS + 1) })]);
    expect(problemsOf(page)).toEqual(['stale prod in cn-hangzhou is no longer polled']);
    expect(rowsOf(page, 't')[0]?.[0]).toBe('stale');
  });
});

describe('when an answer is odd', () => {
  it('says what cannot be decoded and what differs', () => {
    const rejected = [{ id: 'vco-1', field: 'Status' }];
    const connections = shows([connection('vco-1'), connection('vco-2')], 5_000, rejected);
    const odd = { ...connections, lastSuccess: { ...connections.lastSuccess!, reported: 7 } };
    const page = pageOf([stateOf({ connections: odd })]);
    expect(verdictOf(page)).toBe('1 row that cannot be decoded');
    expect(problemsOf(page)).toEqual([
      'unknown prod in cn-hangzhou : connections: 1 row cannot be decoded: vco-1 (Status)',
      'unknown prod in cn-hangzhou : connections: the API reports 7 and shows 2',
    ]);
    expect(rowsOf(page, 'c').map((cells) => [cells[0], cells[6], cells[8]])).toEqual([
      ['up', 'its last row cannot be decoded: Status', '65 s ago'],
      ['up', '', '5 s ago'],
    ]);
  });
});

describe('when an expected connection is missing', () => {
  const prod = { expectedConnections: ['vco-gone'] };

  it('says so', () => {
    const page = pageOf([healthy([], [], target('cn-hangzhou', prod))]);
    expect(problemsOf(page)).toEqual([
      'missing expected connection vco-gone of prod is in none of its regions',
    ]);
  });

  it('does not say so as long as it cannot know', () => {
    const page = pageOf([
      stateOf({ connections: fails(NOTHING_YET) }, target('cn-hangzhou', prod)),
    ]);
    expect(problemsOf(page)[0]).toBe(
      'unknown expected connection vco-gone of prod is not seen, and not every region can be',
    );
  });
});

describe('when a gateway needs something', () => {
  it('says what', () => {
    const end = { expirationSeconds: NOW_MS / 1000 + 5 * 86_400 };
    const gateways = [
      gateway('vpn-1', end),
      gateway('vpn-2', { businessStatus: 'FinancialLocked' }),
    ];
    expect(problemsOf(pageOf([healthy([], gateways)]))).toEqual([
      'degraded VPN gateway name of vpn-2 vpn-2 of prod in cn-hangzhou : locked: payment is overdue',
      'soon VPN gateway name of vpn-1 vpn-1 of prod in cn-hangzhou : expires in 5 d',
    ]);
  });
});

describe('the filter', () => {
  const states: readonly TargetState[] = [
    healthy([connection('a1', DOWN), connection('a2')], [gateway('g1')], target('r1')),
    healthy([connection('b1')], [gateway('g2')], target('r2')),
    healthy([connection('c1', DOWN)], [gateway('g3')], target('r1', { name: 'R&D "lab"' })),
    stateOf({ connections: fails(NOTHING_YET) }, target('r3')),
  ];
  const shown = (query: string): readonly string[] =>
    rowsOf(pageOf(states, query), 'c').map((cells) => cells[1]?.split(' ').at(-1) ?? '');

  it.each<[string, readonly string[]]>([
    ['', ['c1', 'a1', 'a2', 'b1']],
    ['account=&region=&state=', ['c1', 'a1', 'a2', 'b1']],
    ['account=prod', ['a1', 'a2', 'b1']],
    ['account=R%26D+%22lab%22', ['c1']],
    ['region=r1', ['c1', 'a1', 'a2']],
    ['account=prod&region=r1', ['a1', 'a2']],
    ['state=down', ['c1', 'a1']],
    ['account=prod&state=down', ['a1']],
    ['state=stale', []],
    ['state=no+such+state', []],
    ['account=nobody', []],
    ['account=prod&account=nobody', ['a1', 'a2', 'b1']],
    ['other=x', ['c1', 'a1', 'a2', 'b1']],
    ['account=%zz&state=%', []],
  ])('?%s', (query, ids) => {
    expect(shown(query)).toEqual(ids);
  });

  it('leaves out gateways, targets and problems of others, but never the verdict', () => {
    const page = pageOf(states, 'account=prod&region=r2');
    expect(rowsOf(page, 'g').map((cells) => cells[1])).toEqual(['name of g2 g2']);
    expect(rowsOf(page, 't').map((cells) => cells[1])).toEqual(['prod r2']);
    expect(problemsOf(page)).toEqual([]);
    expect(verdictOf(page)).toBe('2 connections down, 1 target failing');
  });

  it('says when nothing matches', () => {
    expect(textOf(pageOf(states, 'state=stale'))).toContain('No connection matches the filter.');
    expect(textOf(pageOf(states, 'account=nobody'))).toContain('No connection matches the filter.');
  });

  it('offers what there is, and shows what was asked for', () => {
    const page = pageOf(states, 'account=nobody&region=r2');
    const options = (name: string): readonly string[] => {
      const [select = ''] =
        new RegExp(`<select id="${name}" name="${name}">[^]*?</select>`).exec(page) ?? [];
      return select.match(/<option[^>]*>/g) ?? [];
    };
    expect(options('account')).toEqual([
      '<option value="">',
      '<option value="R&amp;D &quot;lab&quot;">',
      '<option value="prod">',
      '<option value="nobody" selected>',
    ]);
    expect(options('region')).toContain('<option value="r2" selected>');
    expect(options('state')).toContain('<option value="" selected>');
    expect(page).toContain('<a href="?">Show all</a>');
    expect(pageOf(states)).not.toContain('Show all');
  });

  it('leads from each number to its connections, and back', () => {
    const links = (query: string): readonly string[] =>
      (
        /<ul class="counts"[^]*?<\/ul>/.exec(pageOf(states, query))?.[0].match(/<a [^>]*>/g) ?? []
      ).map((link) => link.replaceAll(/\s+/g, ' '));
    expect(links('')).toEqual(['<a href="?state=down" >', '<a href="?state=up" >']);
    expect(links('account=prod&state=down')).toEqual([
      '<a href="?account=prod" aria-current="true" >',
      '<a href="?account=prod&amp;state=up" >',
    ]);
  });
});

describe('the markup', () => {
  const world = (text: string): readonly TargetState[] => [
    stateOf(
      {
        connections: fails(
          shows([
            connection(text, { ...DOWN, name: text }),
            dual('vco-2', [tunnel(text, { ...DOWN, zone: text, role: text, peerId: text })]),
          ]),
          { code: text, hint: text, requestId: text },
        ),
        gateways: shows([gateway(text, { name: text, status: 'deleting' })], 0, [
          { id: `${text}x`, field: text },
        ]),
        diagnosis: diagnosed({ [text]: failedReason({ reason: text, mismatchLocal: text }) }),
      },
      target(text, { name: text, expectedConnections: [text, `${text}y`] }),
    ),
  ];

  it('is that of harmless values, whatever the values', () => {
    const tagsOf = (text: string): readonly string[] => {
      const query = new URLSearchParams({ account: text, region: text, state: text }).toString();
      const page = pageOf(world(text), query, { version: text, telemetryPath: `/${text}` });
      return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
    };
    const harmless = tagsOf('x');
    expect(harmless.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(
        // An address cannot hold half of a surrogate pair, so a filter would find nothing.
        hostile.map((text) => text.replaceAll(/\p{Cs}/gu, '?')).filter((text) => text !== ''),
        (text) => {
          expect(tagsOf(text)).toEqual(harmless);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has one heading of the page, captions, scopes and landmarks', () => {
    const page = pageOf(world('x'));
    const count = (pattern: RegExp): number => page.match(pattern)?.length ?? 0;
    expect(count(/<h1>/g)).toBe(1);
    expect(count(/<table /g)).toBe(3);
    expect(count(/<caption>/g)).toBe(3);
    expect(count(/<th>/g)).toBe(0);
    expect(count(/<th scope="(?:col|row|rowgroup)"[^>]*>/g)).toBe(count(/<th /g));
    for (const landmark of ['header', 'nav', 'main', 'footer']) {
      expect(page).toMatch(new RegExp(`<${landmark}[ >]`));
    }
    expect(page).toContain('<html lang="en">');
  });

  it('loads nothing, runs nothing, and has no style but the one that the policy allows', () => {
    const page = pageOf(world('x'));
    expect(page).not.toMatch(/<(?:script|img|iframe|object|base)\b|@import|url\(| style=| on\w+=/i);
    const styles = [...page.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style]) => style);
    expect(styles).toHaveLength(1);
    const hash = (text = ''): string => createHash('sha256').update(text).digest('base64');
    expect(hash(styles[0])).toBe(hash(STYLE));
  });

  it('stays small: a row of a tunnel takes some hundred bytes', () => {
    const size = (count: number): number => {
      const items = Array.from({ length: count }, (_, index) =>
        dual(`vco-${index}`, [tunnel(`tun-${index}a`), tunnel(`tun-${index}b`)]),
      );
      return pageOf([healthy(items)]).length;
    };
    const [ten, thousand] = [size(10), size(1_000)];
    expect(ten).toBeLessThan(20_000);
    expect((thousand - ten) / 990).toBeLessThan(1_000);
  });
});

describe('the line at the top', () => {
  it('tells the ages of the newest and the oldest data', () => {
    const old = stateOf({ connections: shows([], 130_000) }, target('eu-central-1'));
    expect(textOf(pageOf([healthy([]), old]))).toContain('UTC, data 5 s to 2 min old');
    expect(textOf(pageOf([stateOf({ connections: NOTHING_YET })]))).toContain('UTC, no data yet');
  });

  it('offers to load the page again, and every link keeps what was chosen', () => {
    const states = [healthy([connection('vco-1')])];
    expect(pageOf(states)).not.toContain('http-equiv');
    expect(pageOf(states, 'refresh=1')).not.toContain('http-equiv');
    const page = pageOf(states, 'refresh=60&account=prod&page=1');
    expect(page).toContain('<meta http-equiv="refresh" content="60" />');
    expect(page).toContain('<a href="?account=prod&amp;refresh=15"');
    expect(page).toContain('<a href="?account=prod"');
    expect(page).toContain('<a href="?account=prod&amp;state=up&amp;refresh=60"');
    expect(page).toContain('<input type="hidden" name="refresh" value="60" />');
    expect(page).toContain('<a href="?refresh=60">Show all</a>');
  });
});

describe('addresses of rows', () => {
  it('are made of the kind and the id', () => {
    const page = pageOf([healthy([dual('vco-1', [tunnel('tun-1')])], [gateway('vpn-1')])]);
    const ids = [...page.matchAll(/ id="((?:connection|tunnel|gateway|target)-[^"]*)"/g)];
    expect(ids.map(([, id]) => id)).toEqual([
      'connection-vco-1',
      'tunnel-tun-1',
      'gateway-vpn-1',
      'target-prod-cn-hangzhou',
    ]);
  });

  it('hold no character that ends them', () => {
    expect(pageOf([healthy([connection('a b"c')])])).toContain('id="connection-a_b_c"');
  });
});

describe('the demo', () => {
  it('says that everything is invented', () => {
    const page = pageOf([healthy([])], '', { isDemo: true });
    expect(textOf(page)).toContain('DEMO: the built-in simulator invents everything on this page.');
    expect(page).toMatch(/<title>[^<]*DEMO: Alibaba Cloud VPN exporter<\/title>/);
    expect(pageOf([healthy([])])).not.toContain('DEMO');
  });
});
