/** Every fault of cloud and network: what /metrics says before it, while it lasts, and after it. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { FAULTS, type Fault, type Outcome } from './fault-table.ts';
import {
  CONNECTIONS,
  HIT,
  INTERVAL_MS,
  openFaultRoom,
  PAGES,
  STALE_AFTER_MS,
  type FaultRoom,
} from './support/fault-room.ts';
import { changeBetween, look, type Change, type View } from './support/view.ts';

/** A complete poll that shows what the ones before showed. */
const HEALTHY: Change = {
  up: 1,
  isNewSuccess: true,
  resources: [CONNECTIONS, CONNECTIONS],
  expected: 1,
  shown: CONNECTIONS,
  differing: [],
  elsewhere: [],
  failures: {},
  rejected: {},
  unknown: {},
  codes: { OK: PAGES },
};

/** The same, whatever had to be counted until then. */
const WELL: Partial<Change> = {
  up: 1,
  isNewSuccess: true,
  expected: 1,
  shown: CONNECTIONS,
  differing: [],
  elsewhere: [],
};

/** After one poll under a fault that lasts: a failed poll shows what was known, any other what the API shows. */
function lasting(outcome: Outcome): Change {
  switch (outcome.kind) {
    case 'fails': {
      const { reason, codes } = outcome;
      return { ...HEALTHY, up: 0, isNewSuccess: false, failures: { [reason]: 1 }, codes };
    }
    case 'harmless':
      return HEALTHY;
    case 'rejected': {
      return { ...HEALTHY, rejected: { [outcome.field]: 1 } };
    }
    case 'differs': {
      const unknown = outcome.unknown === undefined ? {} : { [outcome.unknown]: 1 };
      return { ...HEALTHY, differing: outcome.metrics.toSorted(), unknown };
    }
    case 'counts': {
      const { shown, reported, isFirstShown } = outcome;
      const resources = [shown, reported];
      const codes = { OK: 2 * PAGES };
      return { ...HEALTHY, shown, resources, expected: Number(isFirstShown), codes };
    }
  }
}

/** After one poll in which the fault struck once: what a repetition can heal does not show. */
function struck(outcome: Outcome): Partial<Change> {
  const { codes: _, ...healed } = HEALTHY;
  switch (outcome.kind) {
    case 'fails':
      return outcome.isHealed ? healed : lasting(outcome);
    case 'counts':
      return healed;
    case 'rejected':
    case 'harmless':
    case 'differs':
      return lasting(outcome);
  }
}

/** Past stale_after: what cannot be read any more is not shown, and not said to be missing. */
function stale(outcome: Outcome): Partial<Change> {
  if (outcome.kind === 'fails') {
    return { up: 0, isNewSuccess: false, shown: 0, expected: undefined, differing: [] };
  }
  if (outcome.kind === 'rejected') {
    return { up: 1, shown: CONNECTIONS - 1, expected: outcome.hasId ? 1 : undefined };
  }
  const { up, shown, expected, differing } = lasting(outcome);
  return { up, shown, expected, differing };
}

/** The lines elsewhere that the fault does not reach. */
function untouched({ reach }: Fault, { elsewhere }: Change): readonly string[] {
  if (reach === 'process') return [];
  return elsewhere.filter((line) => reach === 'action' || !line.includes(`"${HIT.account}"`));
}

describe('a fault', () => {
  let room: FaultRoom | undefined;

  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  it.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
    const { outcome } = fault;
    room = await openFaultRoom(fault.signedBy);
    const { clock } = room;
    const poll = async (): Promise<View> => {
      await clock.advance(INTERVAL_MS);
      return look(room!);
    };
    // Between two polls, however long the first of them takes.
    await clock.advance(INTERVAL_MS * 0.75);
    const before = await look(room);
    const since = (view: View, earlier = before): Change => {
      const change = changeBetween(earlier, view);
      return { ...change, elsewhere: untouched(fault, change) };
    };
    expect(before.elsewhere.length).toBeGreaterThan(100);
    expect(since(await poll())).toEqual(HEALTHY);

    const earlier = await look(room);
    fault.strike?.(room);
    const once = await poll();
    expect(room.simulator.faults.list().map(({ hits }) => hits)).toEqual(
      fault.strike === undefined ? [] : [1],
    );
    expect(since(once, earlier)).toMatchObject(
      fault.strike === undefined ? HEALTHY : struck(outcome),
    );
    fault.end(room);
    const good = await poll();
    expect(since(good)).toMatchObject(WELL);

    fault.begin(room);
    expect(since(await poll(), good)).toEqual(lasting(outcome));
    await clock.advance(STALE_AFTER_MS);
    const late = await look(room);
    expect(since(late, good)).toMatchObject({ ...stale(outcome), elsewhere: [] });

    fault.end(room);
    await poll();
    const after = await poll();
    expect(changeBetween(before, after)).toMatchObject(WELL);
    expect(after.lastSuccess).toBeGreaterThan(late.lastSuccess ?? 0);
  });
});
