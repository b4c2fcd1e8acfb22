/** What the metrics say of a connection and its tunnels. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  CONNECTION_STATES,
  IPSEC_STATUSES,
  TUNNEL_STATES,
  type Connection,
  type IpsecStatus,
} from '../../../src/collectors/connections/item.ts';
import {
  bgpFamilies,
  connectionFamilies,
  tunnelFamilies,
} from '../../../src/collectors/connections/metrics.ts';
import { samplesOf, stateOf, valuesOf } from '../../support/samples-of.ts';
import { connection, dual, tunnel } from '../../support/samples.ts';

const SCOPE = { account: 'prod', region: 'cn-hangzhou' };
const KEY = { ...SCOPE, vpn_connection_id: 'vco-1' };
const FAMILIES = [...connectionFamilies([]), ...tunnelFamilies, ...bgpFamilies];
const ALL_STATUSES: readonly IpsecStatus[] = [...IPSEC_STATUSES, 'unknown'];

const subject = (of: Connection) => ({ scope: SCOPE, item: of });
const values = (of: Connection) => valuesOf(FAMILIES, subject(of));
const samples = (of: Connection) => samplesOf(FAMILIES, subject(of));
const single = (changes: Partial<Connection> = {}): Connection => connection('vco-1', changes);
const withTunnels = (...statuses: readonly IpsecStatus[]): Connection =>
  dual(
    'vco-1',
    statuses.map((status, index) => tunnel(`tun-${index}`, { status })),
  );

describe('whether traffic can pass', () => {
  it.each(
    ALL_STATUSES.map((status) => [status, Number(status === 'ipsec_sa_established')] as const),
  )('a single-tunnel connection with %s: %d', (status, up) => {
    const of = values(single({ status }));
    expect(of('connection_up')).toEqual([up]);
    expect(of('connection_tunnels_up')).toEqual([up]);
    expect(of('connection_tunnels')).toEqual([1]);
  });

  it.each<[IpsecStatus, IpsecStatus, number]>([
    ['ipsec_sa_established', 'ipsec_sa_established', 2],
    ['ipsec_sa_established', 'ike_sa_not_established', 1],
    ['unknown', 'ipsec_sa_established', 1],
    ['ike_sa_established', 'ipsec_sa_not_established', 0],
    ['unknown', 'unknown', 0],
  ])('a dual-tunnel connection with %s and %s: %d tunnels', (first, second, up) => {
    const of = values(withTunnels(first, second));
    expect(of('connection_up')).toEqual([Number(up > 0)]);
    expect(of('connection_tunnels_up')).toEqual([up]);
    expect(of('connection_tunnels')).toEqual([2]);
    expect(of('tunnel_up')).toEqual(
      [first, second].map((each) => Number(each === 'ipsec_sa_established')),
    );
  });

  it('a stale Status of a dual-tunnel connection does not count', () => {
    const of = { ...withTunnels('unknown', 'unknown'), status: 'ipsec_sa_established' as const };
    expect(values(of)('connection_up')).toEqual([0]);
  });
});

describe('state sets', () => {
  it.each(ALL_STATUSES)('of the status %s', (status) => {
    expect(stateOf(samples(single({ status }))('connection_ipsec_status'), 'status')).toBe(status);
    const of = samples(withTunnels(status));
    expect(stateOf(of('tunnel_ipsec_status'), 'status')).toBe(status);
  });

  it.each([...CONNECTION_STATES, 'unknown'] as const)('of the connection state %s', (state) => {
    expect(stateOf(samples(single({ state }))('connection_state'), 'state')).toBe(state);
  });

  it.each([...TUNNEL_STATES, 'unknown'] as const)('of the tunnel state %s', (state) => {
    const of = samples(dual('vco-1', [tunnel('tun-1', { state })]));
    expect(stateOf(of('tunnel_state'), 'state')).toBe(state);
  });
});

describe('what does not apply has no series', () => {
  it.each([
    ['tunnels of a single-tunnel connection', single(), 'tunnel_info'],
    ['their up or down', single(), 'tunnel_up'],
    ['their status', single(), 'tunnel_ipsec_status'],
    ['their state', single(), 'tunnel_state'],
    ['their BGP', single(), 'tunnel_bgp_up'],
    ['the status of a dual-tunnel connection', withTunnels('unknown'), 'connection_ipsec_status'],
    ['BGP that is off', single(), 'connection_bgp_up'],
    ['its configuration', single(), 'connection_bgp_info'],
    ['that of tunnels', withTunnels('unknown'), 'tunnel_bgp_info'],
    ['BGP of tunnels that is off', withTunnels('unknown'), 'tunnel_bgp_up'],
    ['a health check that is off', single(), 'connection_health_check_up'],
    ['an unknown time of creation', single(), 'connection_created_timestamp_seconds'],
    ['a bandwidth that is no number', single(), 'connection_bandwidth_bytes_per_second'],
  ])('%s', (_name, of, name) => {
    expect(values(of)(name)).toEqual([]);
  });
});

describe('what is down is 0, what is up 1', () => {
  it.each<[string, Connection, string, number]>([
    ['BGP', single({ bgpUp: false }), 'connection_bgp_up', 0],
    ['BGP', single({ bgpUp: true }), 'connection_bgp_up', 1],
    ['the health check', single({ healthCheckUp: false }), 'connection_health_check_up', 0],
    ['the health check', single({ healthCheckUp: true }), 'connection_health_check_up', 1],
    ['BGP of a tunnel', dual('vco-1', [tunnel('t', { bgpUp: false })]), 'tunnel_bgp_up', 0],
    ['BGP of a tunnel', dual('vco-1', [tunnel('t', { bgpUp: true })]), 'tunnel_bgp_up', 1],
  ])('%s', (_name, of, name, value) => {
    expect(values(of)(name)).toEqual([value]);
  });

  it('a zero that is known is told', () => {
    const of = values(single({ createdSeconds: 0, bandwidthBytesPerSecond: 0 }));
    expect(of('connection_created_timestamp_seconds')).toEqual([0]);
    expect(of('connection_bandwidth_bytes_per_second')).toEqual([0]);
  });
});

describe('facts', () => {
  it('of a connection', () => {
    const of = single({
      name: 'to the office',
      attachType: 'CEN',
      transitRouterId: 'tr-1',
      internetIp: '198.51.100.7',
    });
    expect(samples(of)('connection_info')).toEqual([
      [
        1,
        {
          ...KEY,
          name: 'to the office',
          vpn_gateway_id: 'vpn-1',
          customer_gateway_id: 'cgw-1',
          attach_type: 'CEN',
          transit_router_id: 'tr-1',
          network_type: 'public',
          mode: 'single',
          internet_ip: '198.51.100.7',
          resource_group_id: 'rg-1',
        },
      ],
    ]);
  });

  it('of BGP, of a connection and of a tunnel', () => {
    const bgp = {
      localAsn: '45104',
      peerAsn: '65530',
      localIp: '169.254.10.2',
      peerIp: '169.254.10.1',
      tunnelCidr: '169.254.10.0/30',
    };
    const labels = {
      local_asn: '45104',
      peer_asn: '65530',
      local_ip: '169.254.10.2',
      peer_ip: '169.254.10.1',
      tunnel_cidr: '169.254.10.0/30',
    };
    expect(samples(single({ bgp }))('connection_bgp_info')).toEqual([[1, { ...KEY, ...labels }]]);
    const of = dual('vco-1', [tunnel('tun-1', { bgp }), tunnel('tun-2')]);
    expect(samples(of)('tunnel_bgp_info')).toEqual([
      [1, { ...KEY, tunnel_id: 'tun-1', ...labels }],
    ]);
    expect(samples(of)('connection_bgp_info')).toEqual([]);
  });

  it('of each tunnel, by its id', () => {
    const of = dual('vco-1', [tunnel('tun-1', { index: 1 }), tunnel('tun-2', { role: 'slave' })]);
    const facts = samples(of)('tunnel_info');
    expect(facts[0]).toEqual([
      1,
      {
        ...KEY,
        tunnel_id: 'tun-1',
        tunnel_index: '1',
        role: 'master',
        zone: 'cn-hangzhou-h',
        internet_ip: '198.51.100.1',
        customer_gateway_id: 'cgw-1',
        peer_id: '203.0.113.1',
        ike_version: 'ikev2',
      },
    ]);
    expect(facts[1]?.[1]).toMatchObject({ tunnel_id: 'tun-2', tunnel_index: '', role: 'slave' });
  });
});

it('every key leads to one connection: no two samples of a metric have the same labels', () => {
  const status = fc.constantFrom(...ALL_STATUSES);
  const flag = fc.option(fc.boolean(), { nil: undefined });
  const connections = fc.oneof(
    fc.record({ status, bgpUp: flag, healthCheckUp: flag }).map(single),
    fc.array(fc.record({ status, bgpUp: flag }), { minLength: 1, maxLength: 2 }).map((all) =>
      dual(
        'vco-1',
        all.map((each, index) => tunnel(`tun-${index}`, each)),
      ),
    ),
  );
  fc.assert(
    fc.property(connections, (of) => {
      for (const family of FAMILIES) {
        const keys = family.samples(subject(of)).map(([, labels]) => JSON.stringify(labels));
        expect(new Set(keys).size).toBe(keys.length);
      }
    }),
  );
});
