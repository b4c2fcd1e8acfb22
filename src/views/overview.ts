/** Everything that is known, judged and put in order: what the status page and `--once` show to people. */

import type { ExpectedSubject } from '../exposition/families/expected.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { judgeConnections, type ConnectionView } from './connection-view.ts';
import { judgeExpected } from './expected-view.ts';
import { judgeGateways, type GatewayView } from './gateway-view.ts';
import { compareBy, isWrong, rankOf } from './level.ts';
import { judgeTarget, TARGET_HEALTHS, type TargetView } from './target-view.ts';

/** All there is to show; each list has what is wrong first, then the order of account, region, name and id. */
export interface Overview {
  readonly targets: readonly TargetView[];
  readonly connections: readonly ConnectionView[];
  readonly gateways: readonly GatewayView[];
  readonly expected: readonly ExpectedSubject[];
}

/** Judges the state of all targets at one moment. */
export function overviewOf(targets: readonly TargetState[], context: ViewContext): Overview {
  return {
    targets: targets
      .map((target) => judgeTarget(target, context))
      .sort(
        compareBy(
          ({ health }) => TARGET_HEALTHS.indexOf(health),
          ({ notes }) => Number(notes.length === 0),
          ({ account }) => account,
          ({ region }) => region,
        ),
      ),
    connections: targets
      .flatMap((target) => judgeConnections(target, context))
      .sort(
        compareBy(
          ({ level }) => rankOf(level),
          ({ account }) => account,
          ({ region }) => region,
          ({ connection }) => connection.name,
          ({ connection }) => connection.id,
        ),
      ),
    gateways: targets
      .flatMap((target) => judgeGateways(target, context))
      .sort(
        compareBy(
          ({ level }) => rankOf(level),
          ({ reasons }) => Number(reasons.length === 0),
          ({ account }) => account,
          ({ region }) => region,
          ({ gateway }) => gateway.name,
          ({ gateway }) => gateway.id,
        ),
      ),
    expected: judgeExpected(targets, context),
  };
}

/** Whether something that was polled is down, degraded, unknown, stale or missing, or a row could not be decoded. */
export function hasTrouble({ targets, connections, gateways, expected }: Overview): boolean {
  return (
    connections.some(({ level }) => isWrong(level)) ||
    gateways.some(({ level }) => isWrong(level)) ||
    expected.some(({ found }) => found === false) ||
    targets.some(({ collectors }) => collectors.some(({ rejected }) => rejected.length > 0))
  );
}
