/** Everything that is known, judged and put in order: what the status page and `--once` show to people. */

import { type ExpectedSubject, judgeExpected } from './expected.ts';
import { Turn } from '../model/event-loop.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { judgeConnections, type ConnectionView } from './connection-view.ts';
import { judgeGateways, type GatewayView } from './gateway-view.ts';
import { isWrong, rankOf } from './level.ts';
import { judgeTarget, TARGET_HEALTHS, type TargetView } from './target-view.ts';

/** All there is to show; each list has what is wrong first, then the order of account, region, name and id. */
export interface Overview {
  readonly targets: readonly TargetView[];
  readonly connections: readonly ConnectionView[];
  readonly gateways: readonly GatewayView[];
  readonly expected: readonly ExpectedSubject[];
}

/** Thousands are compared by one text each, made once: its parts are what they are sorted by, the first first. */
function sortedBy<View>(
  views: readonly View[],
  keyOf: (view: View) => readonly (string | number)[],
): readonly View[] {
  return views
    .map((view) => ({ view, key: keyOf(view).join('\0') }))
    .sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)))
    .map(({ view }) => view);
}

function inOrder(
  targets: readonly TargetState[],
  connections: readonly ConnectionView[],
  context: ViewContext,
): Overview {
  return {
    targets: sortedBy(
      targets.map((target) => judgeTarget(target, context)),
      ({ health, notes, account, region }) => [
        TARGET_HEALTHS.indexOf(health),
        Number(notes.length === 0),
        account,
        region,
      ],
    ),
    connections: sortedBy(connections, ({ level, account, region, connection: { name, id } }) => [
      rankOf(level),
      account,
      region,
      name,
      id,
    ]),
    gateways: sortedBy(
      targets.flatMap((target) => judgeGateways(target, context)),
      ({ level, reasons, account, region, gateway: { name, id } }) => [
        rankOf(level),
        Number(reasons.length === 0),
        account,
        region,
        name,
        id,
      ],
    ),
    expected: judgeExpected(targets, context),
  };
}

/** Judges the state of all targets at one moment. */
export function overviewOf(targets: readonly TargetState[], context: ViewContext): Overview {
  const connections = targets.flatMap((target) => [...judgeConnections(target, context)]);
  return inOrder(targets, connections, context);
}

/** The same, with requests answered in between. */
export async function overviewInTurns(
  targets: readonly TargetState[],
  context: ViewContext,
): Promise<Overview> {
  const turn = new Turn();
  const connections: ConnectionView[] = [];
  for (const target of targets) {
    for (const view of judgeConnections(target, context)) {
      connections.push(view);
      await turn.pause();
    }
  }
  return inOrder(targets, connections, context);
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
