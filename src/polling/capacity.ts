/** How many connections of one region the settings hold, and the warning where a region has more. */

import { PAGE_SIZE } from '../alicloud/decode/page.ts';
import { MAX_PAGES } from '../alicloud/list.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../model/log.ts';
import { targetKey, type Target } from '../model/target.ts';
import { timingOf } from './jobs.ts';

/** Documented quota of every list call, per minute, account and region. */
export const QUOTA_PER_MINUTE = 600;

/** A typical call, in milliseconds: with those in flight it says how many calls fit into a time. */
export const CALL_MS = 200;

/** The part of the calls that the pages of connections may take: gateways, diagnosis and repetitions need some, too. */
const PAGES_SHARE = 0.9;

/** Route counts take half of the calls. */
const ROUTES_SHARE = 0.5;

/** Up to how many connections of one region are listed within one interval. */
export function connectionsHeld(config: Config): number {
  const { poll, collectors } = config;
  const { intervalMs } = timingOf(config, 'connections');
  const share = collectors.routes.enabled ? ROUTES_SHARE : PAGES_SHARE;
  const perMinute = share * Math.min(poll.requestsPerMinute, QUOTA_PER_MINUTE);
  const byRate = (perMinute * intervalMs) / 60_000;
  const byTime = (poll.concurrency * Math.min(intervalMs, poll.timeoutMs)) / CALL_MS;
  return Math.floor(Math.min(byRate, byTime, MAX_PAGES)) * PAGE_SIZE;
}

/** Warns of a region once while it has more connections than the settings hold. */
export class CapacityWarnings {
  readonly #log: Logger;
  readonly #warned = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param connections what the API reports for the target; undefined where it was not listed yet */
  check(target: Target, connections: number | undefined, held: number): void {
    const key = targetKey(target);
    if (connections === undefined || connections <= held) {
      this.#warned.delete(key);
      return;
    }
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    const { account, region } = target;
    this.#log.warn(
      { account: account.name, region, connections, held },
      'the region has more connections than one poll.interval holds: polls begin late; raise poll.interval or poll.requests_per_minute, or divide the region by filters',
    );
  }
}
