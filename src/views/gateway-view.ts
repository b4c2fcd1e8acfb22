/** How a VPN gateway is, and why. */

import type { Gateway } from '../collectors/gateways/item.ts';
import type { TargetState } from '../polling/store.ts';
import { isStale, timeOfDay, type ViewContext } from './age.ts';
import type { Level } from './level.ts';
import { ratesOf, type Rates } from './traffic.ts';
import { ago, duration } from './wording.ts';

/** A VPN gateway for people. */
export interface GatewayView {
  readonly account: string;
  readonly region: string;
  readonly gateway: Gateway;
  readonly level: Level;
  /** What is wrong with it or soon will be, each in one line. */
  readonly reasons: readonly string[];
  /** Undefined where they are not known, and where it is stale. */
  readonly rates: Rates | undefined;
  /** When the API last showed it, in milliseconds since the epoch. */
  readonly seenMs: number;
}

/** What each `Status` means; one that is being changed is in order. */
const LEVEL_OF_STATUS: Readonly<Record<NonNullable<Gateway['status']>, Exclude<Level, 'stale'>>> = {
  init: 'inactive',
  provisioning: 'inactive',
  active: 'up',
  updating: 'up',
  deleting: 'degraded',
  unknown: 'unknown',
};

/** A subscription that ends within this time is mentioned; the alert rules begin as early. */
const NOTICE_MS = 30 * 86_400_000;

function leftMs({ expirationSeconds }: Gateway, nowMs: number): number {
  return expirationSeconds === undefined ? Infinity : expirationSeconds * 1000 - nowMs;
}

function levelOf(gateway: Gateway, nowMs: number): Exclude<Level, 'stale'> {
  const isOver = gateway.businessStatus === 'FinancialLocked' || leftMs(gateway, nowMs) <= 0;
  // Enhanced gateways have no status: nothing is wrong that anybody could know of.
  return isOver ? 'degraded' : LEVEL_OF_STATUS[gateway.status ?? 'active'];
}

function reasonsOf(gateway: Gateway, nowMs: number): readonly string[] {
  const left = leftMs(gateway, nowMs);
  return [
    ...((gateway.status ?? 'active') === 'active' ? [] : [`status ${gateway.status}`]),
    ...(gateway.businessStatus === 'FinancialLocked' ? ['locked: payment is overdue'] : []),
    ...(left <= 0 ? [`expired ${duration(-left)} ago`] : []),
    ...(left > 0 && left <= NOTICE_MS ? [`expires in ${duration(left)}`] : []),
  ];
}

/** The gateways of a target, in the order the API returned them. */
export function judgeGateways(
  { target, collectors }: TargetState,
  context: ViewContext,
): readonly GatewayView[] {
  const { nowMs } = context;
  const { account, region } = target;
  return [...(collectors.gateways?.entries.values() ?? [])].map(({ item: gateway, seenMs }) => {
    const view = { account: account.name, region, gateway, seenMs: timeOfDay(seenMs, context) };
    const level = levelOf(gateway, nowMs);
    return isStale('gateways', seenMs, context)
      ? {
          ...view,
          level: 'stale',
          rates: undefined,
          reasons: [`was ${level} when last seen, ${ago(view.seenMs, nowMs)}`],
        }
      : {
          ...view,
          level,
          rates: ratesOf(collectors.traffic, gateway.id, context),
          reasons: reasonsOf(gateway, nowMs),
        };
  });
}
