/** The table word by word. `UPDATE_GOLDEN=1 npm run jest -- golden` writes the file anew. */

import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { LiveResult } from '../../../src/commands/live/check.ts';
import { renderLive } from '../../../src/commands/live/text.ts';
import type { Failure } from '../../../src/model/failure.ts';

const GOOD: LiveResult = {
  account: 'prod',
  region: 'cn-hangzhou',
  action: 'vpc:DescribeVpnConnections',
  outcome: 'OK',
  rows: 120,
  failure: undefined,
  odd: { fields: [], values: [], rejected: new Map() },
  endpoint: 'vpc.aliyuncs.com',
  proxy: undefined,
  credentials: 'ram_role_arn/default/env',
  clockOffsetMs: 400,
};

const FORBIDDEN: Failure = {
  reason: 'forbidden',
  code: 'Forbidden.RAM',
  hint: 'RAM does not allow vpc:DescribeVpnGateways; grant it as in docs/ram-policy.md',
  transient: false,
  requestId: '1F2E',
};

const LATE: Failure = {
  reason: 'timeout',
  code: 'timeout',
  hint: 'vpc.eu-central-1.aliyuncs.com:443 through proxy http://proxy:3128: no answer within 10 s',
  transient: true,
};

const RESULTS: readonly LiveResult[] = [
  { ...GOOD, region: 'all', action: 'vpc:DescribeRegions', rows: 30 },
  {
    ...GOOD,
    odd: {
      fields: ['VpnConnections.VpnConnection.NewFeature'],
      values: ['State', 'TunnelOptions.Status'],
      rejected: new Map([['EnableTunnelsBgp', 2]]),
    },
  },
  {
    ...GOOD,
    action: 'vpc:DescribeVpnGateways',
    outcome: 'forbidden',
    rows: undefined,
    failure: FORBIDDEN,
  },
  { ...GOOD, action: 'vpc:DiagnoseVpnConnections', outcome: 'not offered', rows: undefined },
  {
    ...GOOD,
    region: 'eu-central-1',
    outcome: 'failed',
    rows: undefined,
    failure: LATE,
    endpoint: 'vpc.eu-central-1.aliyuncs.com',
    proxy: 'http://proxy:3128',
    clockOffsetMs: undefined,
  },
  {
    ...GOOD,
    account: 'lab\u001b[2J',
    region: 'us-east-1',
    action: 'vpc:DescribeVcoRouteEntries',
    outcome: 'nothing to ask about',
    rows: undefined,
    credentials: 'static_ak',
    clockOffsetMs: -754_000,
  },
];

it('is a table with a summary', () => {
  const text = renderLive(RESULTS);
  const file = fileURLToPath(new URL('golden/live.golden', import.meta.url));
  if (env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
});
