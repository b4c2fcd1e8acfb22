/** Polls of many targets through random faults, watched from outside. */

import { loadLibrary } from '../../../src/alicloud/credentials/library.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import { generatedKey, generateScenario } from '../../support/scenarios/generate.ts';
import { accountOf } from '../../e2e/support/files.ts';
import { directCloud, socketCloud } from './cloud.ts';
import { PageInspector } from './inspector.ts';
import { meanOf, memory, openSockets, type Memory } from './memory.ts';
import { between, pick, randomFrom, type Random } from './random.ts';
import { openRoom, START_MS, type Room } from './room.ts';
import { startSessions, type Sessions } from './sessions.ts';
import { changeSomething } from './truth.ts';
import type { Tally } from './tally.ts';
import { Watch } from './watch.ts';
import { CALM, DARK, RESTLESS, STORMY, Weather, type Climate } from './weather.ts';
import { quietLog } from '../../support/memory-log.ts';

/** The settings of the polls; those of an exporter that is not told otherwise. */
export const SETTINGS = { intervalMs: 60_000, timeoutMs: 30_000, staleAfterMs: 300_000 };

/** Calls in flight at most: all targets of two accounts that fall silent at the same time leave places for the others. */
export const CONCURRENCY = 16;

const REGIONS = ['cn-hangzhou', 'cn-beijing', 'eu-central-1', 'us-east-1', 'ap-southeast-1'];

/** Accounts with the faults that befall them: of each region, or of all regions alike. */
const ACCOUNTS: Readonly<
  Record<string, { readonly climate: Climate; readonly isShared: boolean }>
> = {
  calm: { climate: CALM, isShared: false },
  stormy: { climate: STORMY, isShared: false },
  dark: { climate: DARK, isShared: true },
  session: { climate: CALM, isShared: true },
};
const NAMES = Object.keys(ACCOUNTS);

/** The account whose credentials are sessions, and how long these last. */
const SESSIONS = 'session';
const SESSION_MS = 15 * 60_000;

/** One region has more than one page. */
const BIG = { account: 'stormy', region: 'cn-hangzhou' };

function isBig(account: string, region: string): boolean {
  return account === BIG.account && region === BIG.region;
}
const SMALL = { single: 2, dual: 1, gateways: 1 };
const LARGE = { single: 40, dual: 13, gateways: 1 };

/** The first so many milliseconds find everything in order. */
const CLEAR_MS = 30 * 60_000;

function scenario(): ScenarioInput {
  const sizeOf = (account: string, region: string): typeof SMALL =>
    isBig(account, region) ? LARGE : SMALL;
  const regionsOf = (account: string): Record<string, typeof SMALL> =>
    Object.fromEntries(REGIONS.map((region) => [region, sizeOf(account, region)]));
  return generateScenario({
    accounts: Object.fromEntries(NAMES.map((account) => [account, regionsOf(account)])),
  });
}

function configOf(url: string, sessions: Sessions): object {
  return {
    poll: { concurrency: CONCURRENCY },
    accounts: NAMES.map((account) => ({
      ...accountOf(account, url, REGIONS),
      ...(account === SESSIONS && {
        credentials: { type: 'credentials_uri', uri: sessions.server.origin },
      }),
    })),
  };
}

function watchAll(random: Random, sessions: Sessions): Watch {
  const watch = new Watch(SETTINGS, random, START_MS);
  for (const [account, { climate, isShared }] of Object.entries(ACCOUNTS)) {
    const weatherOf = (kind: Climate): Weather =>
      new Weather(kind, random, START_MS + SETTINGS.intervalMs);
    const shared = weatherOf(climate);
    for (const region of REGIONS) {
      const own = weatherOf(isBig(account, region) ? RESTLESS : climate);
      const weather = isShared ? shared : own;
      watch.add({ account, region }, weather, account === SESSIONS ? sessions : undefined);
    }
  }
  return watch;
}

async function openStorm(
  { wire }: Run,
  random: Random,
  watch: Watch,
  sessions: Sessions,
): Promise<Room> {
  const owners = new Map(NAMES.map((account) => [generatedKey(account).id, account]));
  const room = await openRoom({
    scenario: scenario(),
    random,
    identity: sessions.server,
    logCapacity: 100,
    openCloud: WIRES[wire],
    config: (url) => configOf(url, sessions),
    log: quietLog,
    transport: (wire, around) => watch.transport(wire, around, (id) => owners.get(id) ?? SESSIONS),
    api: (create, around) => watch.api(create, around),
  });
  sessions.onIssue((issued) => {
    room.simulator.addKey(SESSIONS, issued);
    return room.clock.now() + SESSION_MS;
  });
  return room;
}

/** What happens besides the polls: the cloud changes, and the mood of the service of sessions. */
class Events {
  readonly #room: Room;
  readonly #watch: Watch;
  readonly #sessions: Sessions;
  readonly #random: Random;
  #nextChangeMs = START_MS;
  #nextMoodMs = START_MS + CLEAR_MS;
  /** Changes of the cloud so far. */
  changes = 0;

  constructor(room: Room, watch: Watch, sessions: Sessions, random: Random) {
    this.#room = room;
    this.#watch = watch;
    this.#sessions = sessions;
    this.#random = random;
  }

  /** Lets happen what is due. */
  happen(): void {
    const random = this.#random;
    const nowMs = this.#room.clock.now();
    if (nowMs >= this.#nextMoodMs) {
      this.#sessions.change(nowMs);
      this.#nextMoodMs = nowMs + between(60_000, 40 * 60_000, random);
    }
    // A target that is being read stands still, so that what is read can be said to be right or wrong.
    const still = [...this.#watch.targets.values()].filter(({ open }) => open.size === 0);
    if (nowMs < this.#nextChangeMs || still.length === 0) return;
    this.changes += 1;
    changeSomething(this.#room.simulator, pick(still, random).place, this.changes, random);
    this.#nextChangeMs = nowMs + between(1_000, 20_000, random);
  }
}

/** How calls reach the cloud: by a call of a function, or over real sockets. */
const WIRES = { function: directCloud, sockets: socketCloud };

/** One storm. */
export interface Run {
  readonly polls: number;
  readonly wire: keyof typeof WIRES;
  /** The same seed makes the same storm. */
  readonly seed: number;
  /** How often memory is measured: a multiple of four. */
  readonly samples: number;
}

/** What was seen. Goes through JSON unharmed. */
export interface Seen {
  readonly tally: Tally;
  /** Memory in the second quarter of the run, when everything was met, compiled and cached once, and in the last. */
  readonly before: Memory;
  readonly after: Memory;
  /** Ends of TCP connections in this process at the end. */
  readonly sockets: number;
  readonly changes: number;
  readonly pages: number;
  readonly expiries: number;
  readonly sessions: number;
  readonly hours: number;
  /** What is left when everything is closed. */
  readonly left: { readonly timers: number; readonly calls: number; readonly sockets: number };
}

/** Polls through faults, and looks at the page after every poll; stops at the first thing that is wrong. */
export async function storm(run: Run): Promise<Seen> {
  const random = randomFrom(run.seed);
  await loadLibrary();
  const sessions = await startSessions(random);
  const watch = watchAll(random, sessions);
  const room = await openStorm(run, random, watch, sessions);
  const { clock } = room;
  const { tally } = watch;
  const inspector = new PageInspector(room, watch);
  const events = new Events(room, watch, sessions, random);
  const targets = [...watch.targets.values()];
  const samples: Memory[] = [];
  let sockets = 0;
  try {
    room.exporter.start();
    while (tally.polls < run.polls && tally.wrong.length === 0) {
      await clock.step();
      if (targets.some(({ hasPolled }) => hasPolled)) {
        tally.wrong.push(...(await inspector.inspect()));
      }
      events.happen();
      if (tally.polls * run.samples >= run.polls * (samples.length + 1)) samples.push(memory());
    }
    watch.end(clock.now());
    sockets = openSockets();
  } finally {
    try {
      await room.close();
    } finally {
      await sessions.server.close();
    }
  }
  await clock.settle();
  return {
    tally,
    before: meanOf(samples.slice(run.samples / 4, run.samples / 2)),
    after: meanOf(samples.slice((run.samples / 4) * 3)),
    sockets,
    changes: events.changes,
    pages: inspector.pages,
    expiries: inspector.expiries,
    sessions: sessions.issued(),
    hours: (clock.now() - START_MS) / 3_600_000,
    left: { timers: clock.pending, calls: room.calls.underWay, sockets: openSockets() },
  };
}
