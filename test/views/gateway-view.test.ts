/** What is said of a VPN gateway. */

import { describe, expect, it } from '@jest/globals';
import type { Gateway } from '../../src/collectors/gateways/item.ts';
import { judgeGateways } from '../../src/views/gateway-view.ts';
import { gateway } from '../support/samples.ts';
import { CONTEXT, NOW_MS, shows, STALE_MS, stateOf } from '../report/html/support/states.ts';

const DAY_S = 86_400;

function endsIn(days: number): Partial<Gateway> {
  return { expirationSeconds: NOW_MS / 1000 + days * DAY_S };
}

describe('judgeGateways', () => {
  it.each<[string, Partial<Gateway>, string, readonly string[]]>([
    ['active', {}, 'up', []],
    ['being made', { status: 'init' }, 'inactive', ['status init']],
    ['being set up', { status: 'provisioning' }, 'inactive', ['status provisioning']],
    ['being changed', { status: 'updating' }, 'up', ['status updating']],
    ['being deleted', { status: 'deleting' }, 'degraded', ['status deleting']],
    ['of unknown status', { status: 'unknown' }, 'unknown', ['status unknown']],
    ['locked', { businessStatus: 'FinancialLocked' }, 'degraded', ['locked: payment is overdue']],
    ['paid for long', endsIn(30.1), 'up', []],
    ['about to end', endsIn(30), 'up', ['expires in 30 d']],
    ['over', endsIn(-3), 'degraded', ['expired 3 d ago']],
    ['over this very moment', endsIn(0), 'degraded', ['expired 0 s ago']],
    [
      'over and locked',
      { ...endsIn(-3), businessStatus: 'FinancialLocked' },
      'degraded',
      ['locked: payment is overdue', 'expired 3 d ago'],
    ],
  ])('%s', (_name, changes, level, reasons) => {
    const gateways = shows([gateway('vpn-1', changes)]);
    expect(judgeGateways(stateOf({ gateways }), CONTEXT)).toMatchObject([
      { account: 'prod', region: 'cn-hangzhou', level, reasons, seenMs: NOW_MS - 5_000 },
    ]);
  });

  it('calls none up that was last seen too long ago', () => {
    const gateways = shows([gateway('vpn-1', endsIn(3))], STALE_MS + 1);
    expect(judgeGateways(stateOf({ gateways }), CONTEXT)).toMatchObject([
      { level: 'stale', reasons: ['was up when last seen, 5 min ago'] },
    ]);
  });

  it('has nothing to say where gateways are not collected', () => {
    expect(judgeGateways(stateOf({}), CONTEXT)).toEqual([]);
  });
});
