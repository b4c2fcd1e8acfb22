/** What the metrics say of diagnosed failures and of routes. */

import { expect, it } from '@jest/globals';
import type { Diagnosis, FailedReason } from '../../src/collectors/diagnosis/item.ts';
import { failureFamilies } from '../../src/collectors/diagnosis/metrics.ts';
import { routesFamilies } from '../../src/collectors/routes/metrics.ts';
import type { RouteCount, Routes } from '../../src/collectors/routes/item.ts';
import type { Shown } from '../../src/collectors/collector.ts';
import { samplesOf } from '../support/samples-of.ts';

const KEY = { account: 'prod', region: 'cn-hangzhou', vpn_connection_id: 'vco-1' };
const FAULT = {
  reason: 'Phase1NegotiationTimeout',
  severity: 'Critical',
  mismatchLocal: 'aes',
  mismatchRemote: '',
  failedSeconds: undefined,
} as const;

const { vpn_connection_id: id, ...scope } = KEY;

const ofLink = (tunnelId: string, failedReason: FailedReason): Shown<Diagnosis> => ({
  scope,
  item: {
    id: tunnelId === '' ? id : tunnelId,
    connectionId: id,
    tunnelId,
    failedReason,
    askedMs: 0,
    firstAskedMs: 0,
    isRefused: false,
  },
});

it('a diagnosed failure, of a tunnel or of a single-tunnel connection', () => {
  const key = { ...KEY, tunnel_id: '' };
  const samples = samplesOf(failureFamilies, ofLink('', FAULT));
  expect(samples('tunnel_failure_info')).toEqual([
    [
      1,
      {
        ...key,
        reason: 'Phase1NegotiationTimeout',
        severity: 'Critical',
        mismatch_local: 'aes',
        mismatch_remote: '',
      },
    ],
  ]);
  expect(samples('tunnel_failure_timestamp_seconds')).toEqual([]);
});

it('the time of a failure, where it is known', () => {
  const key = { ...KEY, tunnel_id: 'tun-1' };
  const samples = samplesOf(failureFamilies, ofLink('tun-1', { ...FAULT, failedSeconds: 1.5 }));
  expect(samples('tunnel_failure_timestamp_seconds')).toEqual([[1.5, key]]);
});

const ofConnection = (counts: readonly RouteCount[]): Shown<Routes> => ({
  scope,
  item: { kind: 'connection', id, counts, askedMs: 0 },
});

it('routes by type and source, none of a kind being 0', () => {
  const counts = [
    { type: 'custom', source: 'CLOUD', count: 3 },
    { type: 'bgp', source: 'VPN_BGP', count: 0 },
  ];
  expect(samplesOf(routesFamilies, ofConnection(counts))('connection_routes')).toEqual([
    [3, { ...KEY, type: 'custom', source: 'CLOUD' }],
    [0, { ...KEY, type: 'bgp', source: 'VPN_BGP' }],
  ]);
});

it('routes that the API counts in two parts are one series', () => {
  const part = { type: 'bgp', source: 'VPN_BGP' };
  const counts = [
    { ...part, count: 3 },
    { ...part, count: 4 },
  ];
  expect(samplesOf(routesFamilies, ofConnection(counts))('connection_routes')).toEqual([
    [7, { ...KEY, ...part }],
  ]);
});

it('routes of a gateway by next hop, type and state', () => {
  const counts = [
    { nextHop: 'vco-1', type: 'bgp', state: 'published', count: 45 },
    { nextHop: 'vco-2', type: 'custom', state: 'normal', count: 1 },
  ];
  const item = { kind: 'gateway', id: 'vpn-1', counts, askedMs: 0 } as const;
  const samples = samplesOf(routesFamilies, { scope, item });
  const key = { ...scope, vpn_gateway_id: 'vpn-1' };
  expect(samples('connection_routes')).toEqual([]);
  expect(samples('gateway_routes')).toEqual([
    [45, { ...key, vpn_connection_id: 'vco-1', type: 'bgp', state: 'published' }],
    [1, { ...key, vpn_connection_id: 'vco-2', type: 'custom', state: 'normal' }],
  ]);
});
