/** Everything that is known, judged and put in order: what the status page and `--once` show to people. */

import { type Clock, momentOf } from '../model/clock.ts';
import { Turn } from '../model/concurrency.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { type ConnectionView, judgeConnections } from './connection-view.ts';
import { type ExpectedSubject, judgeExpected } from './expected.ts';
import { type GatewayView, judgeGateways } from './gateway-view.ts';
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
async function overviewInTurns(
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

/** Judging and sorting thousands of connections takes tens of milliseconds: once a second is often enough for people. */
const SHARED_MS = 1_000;

/** An overview and when it was made, in milliseconds since the epoch. */
export interface DatedOverview {
  readonly overview: Overview;
  readonly nowMs: number;
}

/** What it is made of, as of now. */
export interface OverviewSource {
  readonly targets: readonly TargetState[];
  readonly staleAfterMs: ViewContext['staleAfterMs'];
}

/** The overview of the present second. */
export class SharedOverview {
  readonly #source: () => OverviewSource;
  readonly #clock: Clock;
  #last: DatedOverview | undefined;
  #judgedMs = -Infinity;
  /** The judgement in the making. */
  #next: Promise<DatedOverview> | undefined;

  constructor(source: () => OverviewSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The overview, at most a second old when it is asked for. */
  get(): Promise<DatedOverview> {
    const isRecent = this.#clock.monotonic() - this.#judgedMs < SHARED_MS;
    if (this.#last !== undefined && isRecent) return Promise.resolve(this.#last);
    this.#next ??= this.#judge().finally(() => {
      this.#next = undefined;
    });
    return this.#next;
  }

  async #judge(): Promise<DatedOverview> {
    const { wallMs: nowMs, monotonicMs } = momentOf(this.#clock);
    const { targets, staleAfterMs } = this.#source();
    const overview = await overviewInTurns(targets, { nowMs, monotonicMs, staleAfterMs });
    this.#last = { overview, nowMs };
    this.#judgedMs = monotonicMs;
    return this.#last;
  }
}
