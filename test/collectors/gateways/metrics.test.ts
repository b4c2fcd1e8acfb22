/** What the metrics say of a VPN gateway. */

import { expect, it } from '@jest/globals';
import {
  GATEWAY_BUSINESS_STATUSES,
  GATEWAY_STATUSES,
} from '../../../src/collectors/gateways/item.ts';
import { gatewayFamilies } from '../../../src/collectors/gateways/metrics.ts';
import { samplesOf, stateOf, valuesOf } from '../../support/samples-of.ts';
import { gateway } from '../../support/samples.ts';

const SCOPE = { account: 'prod', region: 'cn-hangzhou' };
const KEY = { ...SCOPE, vpn_gateway_id: 'vpn-1' };
const of = (changes: Parameters<typeof gateway>[1] = {}) => ({
  scope: SCOPE,
  item: gateway('vpn-1', changes),
});

it.each([...GATEWAY_STATUSES, 'unknown'] as const)('the status %s', (status) => {
  const samples = samplesOf(gatewayFamilies([]), of({ status }));
  expect(stateOf(samples('gateway_status'), 'status')).toBe(status);
});

it.each([...GATEWAY_BUSINESS_STATUSES, 'unknown'] as const)(
  'the business status %s',
  (businessStatus) => {
    const samples = samplesOf(gatewayFamilies([]), of({ businessStatus }));
    expect(stateOf(samples('gateway_business_status'), 'status')).toBe(businessStatus);
  },
);

it.each<[string, number | undefined, readonly number[]]>([
  ['a subscription', 1_798_761_600, [1_798_761_600]],
  ['pay-as-you-go', undefined, []],
])('the end of %s', (_name, expirationSeconds, expected) => {
  const values = valuesOf(gatewayFamilies([]), of({ expirationSeconds }));
  expect(values('gateway_expiration_timestamp_seconds')).toEqual(expected);
});

it.each<[string, Parameters<typeof of>[0], string, readonly number[]]>([
  ['a bandwidth', { bandwidthBytesPerSecond: 25e6 }, 'gateway_bandwidth_bytes_per_second', [25e6]],
  [
    'no bandwidth',
    { bandwidthBytesPerSecond: undefined },
    'gateway_bandwidth_bytes_per_second',
    [],
  ],
  ['a creation', { createdSeconds: 1.5 }, 'gateway_created_timestamp_seconds', [1.5]],
  ['an unknown creation', {}, 'gateway_created_timestamp_seconds', []],
  ['no order', {}, 'gateway_reservation_end_timestamp_seconds', []],
])('%s', (_name, changes, name, expected) => {
  expect(valuesOf(gatewayFamilies([]), of(changes))(name)).toEqual(expected);
});

it('a booked order', () => {
  const booked = of({ reservation: { type: 'TEMP_UPGRADE', endSeconds: 1_835_366_400 } });
  const samples = samplesOf(gatewayFamilies([]), booked);
  expect(samples('gateway_reservation_end_timestamp_seconds')).toEqual([
    [1_835_366_400, { ...KEY, type: 'TEMP_UPGRADE' }],
  ]);
});

it('facts, with tags', () => {
  const facts = samplesOf(
    gatewayFamilies([{ key: 'env', label: 'tag_env' }]),
    of({ standbyInternetIp: '198.51.100.2', autoPropagate: 'false', tags: { env: 'prod' } }),
  );
  expect(facts('gateway_info')).toEqual([
    [
      1,
      {
        ...KEY,
        name: 'name of vpn-1',
        spec: '5M',
        vpc_id: 'vpc-1',
        charge_type: 'POSTPAY',
        gateway_type: 'Traditional',
        vpn_type: 'Normal',
        network_type: 'public',
        internet_ip: '198.51.100.1',
        standby_internet_ip: '198.51.100.2',
        bgp_enabled: 'true',
        auto_propagate: 'false',
        resource_group_id: 'rg-1',
        tag_env: 'prod',
      },
    ],
  ]);
});
