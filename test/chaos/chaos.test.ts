/** Thousands of polls through random faults: nobody is blind for longer than the fault lasts, and nothing shown is a lie. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { loadLibrary } from '../../src/alicloud/credentials/library.ts';
import { startIdentityServer, type Behaviour } from '../../src/simulator/identity/server.ts';
import { generatedKey, generateScenario } from '../../src/simulator/scenarios/generate.ts';
import { accountOf } from '../e2e/support/files.ts';
import { parseExposition } from '../support/exposition.ts';
import { directCloud, socketCloud, type Cloud, type CloudOptions } from './support/cloud.ts';
import { linesByTarget, linesOf, type Lines } from './support/page.ts';
import { between, pick, randomFrom, seedFrom, type Random } from './support/random.ts';
import { openRoom, START_MS, type Room } from './support/room.ts';
import { changeSomething } from './support/truth.ts';
import { Watch, type Watched } from './support/watch.ts';
import { CALM, DARK, STORMY, Weather, type Climate } from './support/weather.ts';

const SETTINGS = { intervalMs: 60_000, timeoutMs: 30_000, staleAfterMs: 300_000 };
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

/** The account whose credentials are sessions, and one of whose regions has more than one page. */
const SESSIONS = 'session';
const SESSION_MS = 15 * 60_000;
const BIG = { account: 'stormy', region: 'cn-hangzhou', single: 40, dual: 13 };

const SMALL = { single: 2, dual: 1, gateways: 1 };

function scenario() {
  return generateScenario({
    accounts: Object.fromEntries(
      Object.keys(ACCOUNTS).map((account) => [
        account,
        Object.fromEntries(
          REGIONS.map((region) => [
            region,
            account === BIG.account && region === BIG.region ? { ...SMALL, ...BIG } : SMALL,
          ]),
        ),
      ]),
    ),
  });
}

/** Hands out sessions, when it is in the mood to. */
async function sessionService(random: Random) {
  let handOut = (_id: string): number => 0;
  let issued = 0;
  let moods = 0;
  const server = await startIdentityServer(() => {
    issued += 1;
    const id = `session-${issued}`;
    const body = JSON.stringify({
      AccessKeyId: id,
      AccessKeySecret: `secret of ${id}`,
      SecurityToken: `token of ${id}`,
      Expiration: new Date(handOut(id)).toISOString(),
    });
    return { status: 200, body };
  });
  const answer: Behaviour = { kind: 'answer' };
  const MOODS: readonly Behaviour[] = [
    answer,
    answer,
    answer,
    { kind: 'hang' },
    { kind: 'stall' },
    { kind: 'reset' },
    { kind: 'reply', reply: { status: 500, body: '<html>', type: 'text/html' } },
    { kind: 'reply', reply: { status: 403, body: '{}' } },
    { kind: 'reply', reply: { status: 200, body: 'null' } },
  ];
  return {
    server,
    /** @param next gives a key to the cloud, and tells when its session ends */
    onIssue: (next: (id: string) => number) => {
      handOut = next;
    },
    issued: () => issued,
    moods: () => moods,
    change: () => {
      moods += 1;
      server.behave(pick(MOODS, random));
    },
  };
}

/** Collects what is not needed. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

interface Memory {
  readonly heapMb: number;
  readonly rssMb: number;
}

function memory(): Memory {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 };
}

/** Diagnoses become stale in their own time. */
function isOwn(line: string): boolean {
  return !line.startsWith('alicloud_vpn_tunnel_failure_');
}

/** The lines that two looks at a target do not share. */
function difference(first: Lines | undefined, second: Lines): readonly string[] {
  return (['state', 'target', 'requests'] as const).flatMap((part) => {
    const [before, now] = [first?.[part] ?? [], second[part]];
    if (before.length === now.length && now.every((text, at) => text === before[at])) return [];
    const [left, right] = [new Set(linesOf(...before)), new Set(linesOf(...now))];
    return [
      ...[...right].filter((line) => !left.has(line)).map((line) => `new: ${line}`),
      ...[...left].filter((line) => !right.has(line) && isOwn(line)).map((line) => `gone: ${line}`),
    ];
  });
}

/** Compares pages with what has to be on them. */
class PageInspector {
  readonly #room: Room;
  readonly #watch: Watch;
  #before: ReadonlyMap<string, Lines> = new Map();
  #beforeMs = START_MS;
  pages = 0;

  constructor(room: Room, watch: Watch) {
    this.#room = room;
    this.#watch = watch;
  }

  /** Looks at everything; what nothing happened to has to be the same to the byte. */
  async inspect(): Promise<readonly string[]> {
    const nowMs = this.#room.clock.now();
    const page = await this.#room.page();
    this.pages += 1;
    if (this.pages % 500 === 0) parseExposition(page);
    const lines = linesByTarget(page);
    const wrong = [...this.#watch.targets].flatMap(([name, watched]) =>
      this.#look(watched, this.#before.get(name), lines.get(name), nowMs).map(
        (fault) => `${name}: ${fault}`,
      ),
    );
    this.#before = lines;
    this.#beforeMs = nowMs;
    return wrong;
  }

  #look(
    watched: Watched,
    before: Lines | undefined,
    lines: Lines | undefined,
    nowMs: number,
  ): readonly string[] {
    watched.hasPolled = false;
    if (lines === undefined) return ['nothing is said of it'];
    const isDue = watched.model.staleMs(this.#beforeMs) < nowMs;
    if (!watched.isChanged && !isDue) return difference(before, lines);
    watched.isChanged = false;
    return watched.model.faults(lines, nowMs);
  }
}

interface Run {
  readonly polls: number;
  readonly openCloud: (options: CloudOptions) => Cloud | Promise<Cloud>;
  readonly seed: number;
}

/** Polls through faults, and looks at the page after every poll. */
async function storm({ polls, openCloud, seed }: Run) {
  const random = randomFrom(seed);
  await loadLibrary();
  const sessions = await sessionService(random);
  const watch = new Watch(SETTINGS, random);
  const clearUntilMs = START_MS + SETTINGS.intervalMs;
  for (const [account, { climate, isShared }] of Object.entries(ACCOUNTS)) {
    const shared = new Weather(climate, random, clearUntilMs);
    for (const region of REGIONS) {
      const own = isShared ? shared : new Weather(climate, random, clearUntilMs);
      watch.add({ account, region }, own, account === SESSIONS);
    }
  }
  const owners = new Map(
    Object.keys(ACCOUNTS).map((account) => [generatedKey(account).id, account]),
  );
  const room = await openRoom({
    scenario: scenario(),
    random,
    identity: sessions.server,
    logCapacity: 100,
    openCloud,
    config: (url) => ({
      accounts: Object.keys(ACCOUNTS).map((account) => ({
        ...accountOf(account, url, REGIONS),
        ...(account === SESSIONS && {
          credentials: { type: 'credentials_uri', uri: sessions.server.origin },
        }),
      })),
    }),
    log: quiet,
    transport: (wire, around) => watch.transport(wire, around, (id) => owners.get(id) ?? SESSIONS),
    api: (create, around) => watch.api(create, around),
  });
  const { clock, simulator } = room;
  sessions.onIssue((id) => {
    simulator.addKey(SESSIONS, {
      id,
      secret: `secret of ${id}`,
      securityToken: `token of ${id}`,
    });
    return clock.now() + SESSION_MS;
  });
  await room.exporter.start();

  const inspector = new PageInspector(room, watch);
  const { tally } = watch;
  const places = [...watch.targets.values()];
  let before: Memory | undefined;
  let [changes, nextChangeMs, nextMoodMs] = [0, clock.now(), clock.now() + 30 * 60_000];
  while (tally.polls < polls && tally.wrong.length === 0) {
    await clock.step();
    if (places.some(({ hasPolled }) => hasPolled)) tally.wrong.push(...(await inspector.inspect()));
    if (clock.now() >= nextMoodMs) {
      sessions.change();
      nextMoodMs = clock.now() + between(60_000, 40 * 60_000, random);
    }
    const still = places.filter(({ open }) => open.size === 0);
    if (clock.now() >= nextChangeMs && still.length > 0) {
      changes += 1;
      changeSomething(simulator, pick(still, random).place, changes, random);
      nextChangeMs = clock.now() + between(1_000, 20_000, random);
    }
    if (before === undefined && tally.polls > polls / 10) before = memory();
  }
  const after = memory();
  watch.end();
  const sockets = process
    .getActiveResourcesInfo()
    .filter((name) => name === 'TCPSocketWrap').length;
  await room.close();
  await sessions.server.close();
  return {
    tally,
    before: before ?? after,
    after,
    sockets,
    changes,
    pages: inspector.pages,
    sessions: sessions.issued(),
    hours: (clock.now() - START_MS) / 3_600_000,
    gapsMs: places.map(({ longestGapMs }) => longestGapMs),
    left: { timers: clock.pending, calls: room.calls.underWay },
  };
}

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const POLLS = Number(process.env['CHAOS_POLLS'] ?? 10_000);

describe('the exporter in a storm', () => {
  it.each([
    { wire: 'a function', polls: POLLS, openCloud: directCloud },
    { wire: 'sockets', polls: POLLS / 10, openCloud: socketCloud },
  ])(
    'polls $polls times over $wire and tells nothing but the truth',
    async ({ wire, polls, openCloud }) => {
      const seed = seedFrom('CHAOS_SEED');
      const startMs = Date.now();
      const result = await storm({ polls, openCloud, seed });
      const { tally, before, after, gapsMs, left, sockets, ...rest } = result;
      const faults = [...tally.faults.values()].reduce((sum, count) => sum + count, 0);
      const figures = {
        seed,
        wire,
        seconds: (Date.now() - startMs) / 1000,
        polls: tally.polls,
        failedPolls: tally.failedPolls,
        calls: tally.calls,
        faults,
        kinds: tally.faults.size,
        longestUnpolledSeconds: Math.max(...gapsMs) / 1000,
        longestUnhitSeconds: tally.longestUnhitMs / 1000,
        before,
        after,
        sockets,
        ...rest,
      };
      process.stderr.write(`${JSON.stringify(figures)}\n`);
      expect(tally.wrong).toEqual([]);
      expect(tally.polls).toBeGreaterThanOrEqual(polls);
      expect(Math.max(...gapsMs)).toBeLessThanOrEqual(SETTINGS.intervalMs);
      expect(after.heapMb).toBeLessThan(before.heapMb + 10);
      expect(left).toEqual({ timers: 0, calls: 0 });
    },
    600_000,
  );
});
