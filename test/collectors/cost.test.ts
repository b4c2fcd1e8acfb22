/** How many series a connection or gateway costs, as docs/metrics.md says. */

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { createSections } from '../../src/exposition/sections.ts';
import type { Items } from '../../src/polling/polled.ts';
import { Store } from '../../src/polling/store.ts';
import type { Bgp } from '../../src/collectors/connections/item.ts';
import { parseExposition } from '../support/exposition.ts';
import {
  collectors,
  connection,
  dual,
  gateway,
  listing,
  target,
  tunnel,
} from '../support/samples.ts';
import { renderSections, see } from '../support/world.ts';

const DOC = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

const BGP: Bgp = { localAsn: '1', peerAsn: '2', localIp: '', peerIp: '', tunnelCidr: '' };
const WITH_BGP = { bgpUp: true, bgp: BGP };
const KNOWN = { createdSeconds: 1, bandwidthBytesPerSecond: 1 };

const sections = createSections({
  staleAfterMs: () => 300_000,
  tagLabels: [],
  collectors: collectors([]),
}).flat();

/** Series that carry the id. */
function cost<Name extends 'connections' | 'gateways'>(name: Name, item: Items[Name]): number {
  const store = new Store();
  store.open(target(), [name]);
  see(store, target(), name, listing([item]));
  const page = parseExposition(renderSections(sections, store.list()));
  return [...page.values()]
    .flatMap(({ samples }) => samples)
    .filter(({ labels }) => Object.values(labels).includes(item.id)).length;
}

it('of a connection', () => {
  const plain = dual('id', [tunnel('1'), tunnel('2')], KNOWN);
  const bgp = dual('id', [tunnel('1', WITH_BGP), tunnel('2', WITH_BGP)], KNOWN);
  expect({
    single: cost('connections', connection('id', KNOWN)),
    withBgp: cost('connections', connection('id', { ...KNOWN, ...WITH_BGP })),
    withCheck: cost('connections', connection('id', { ...KNOWN, healthCheckUp: true })),
    dual: cost('connections', plain),
    dualWithBgp: cost('connections', bgp),
  }).toEqual({ single: 23, withBgp: 25, withCheck: 24, dual: 40, dualWithBgp: 44 });
});

it('of a gateway', () => {
  const reservation = { type: 'RENEW', endSeconds: 2 };
  expect({
    plain: cost('gateways', gateway('id', KNOWN)),
    subscribed: cost('gateways', gateway('id', { ...KNOWN, expirationSeconds: 1 })),
    booked: cost('gateways', gateway('id', { ...KNOWN, reservation })),
  }).toEqual({ plain: 12, subscribed: 13, booked: 13 });
});

it('is what the documentation says', () => {
  expect(DOC.replaceAll('\n', ' ')).toContain(
    'A single-tunnel connection has 23 series, 2 more with BGP and 1 more with a health check. A dual-tunnel connection has 40, 4 more with BGP. A VPN gateway has 12, 1 more as a subscription and 1 more with a booked order.',
  );
});
