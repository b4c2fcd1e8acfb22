/**
 * Polls from the inside: wall time, processor time by what it is spent on, the longest turn of the event loop, and what
 * is made again. Arguments: the compiled main.js, URL of the stand-in cloud, accounts, calls in flight. Prints JSON.
 */

import { argv, cpuUsage, hrtime } from 'node:process';
import type { Fields } from '../src/alicloud/decode/fields.ts';
import type { Answer, Transport } from '../src/alicloud/transport.ts';
import type { Exporter } from '../src/commands/exporter.ts';
import type { Rendition } from '../src/exposition/exposition.ts';
import { HeldClock } from './support/held-clock.ts';
import { median } from './support/numbers.ts';
import { createExporter, loader } from './support/program.ts';
import { configOf } from './support/site.ts';

/** Processor time and wall time in milliseconds. */
interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Most processor time between two turns of the event loop. */
  readonly longestMs: number;
}

const [program = '', cloudUrl = '', accounts = '', concurrency = ''] = argv.slice(2);
const load = loader(program);
const POLLS = Number(accounts) > 1_000 ? 1 : 3;

const cpuMs = (): number => {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
};
const wallMs = (): number => Number(hrtime.bigint()) / 1e6;

/** Watches the turns of the event loop until it is told to stop; returns the longest. */
function watchTurns(): () => number {
  let longest = 0;
  let last = cpuMs();
  let isOver = false;
  const turn = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOver = true;
    return longest;
  };
}

async function costOf(work: () => Promise<unknown>, isWatched = false): Promise<Cost> {
  globalThis.gc?.();
  const stop = isWatched ? watchTurns() : () => NaN;
  const [cpu, wall] = [cpuMs(), wallMs()];
  await work();
  return { cpuMs: cpuMs() - cpu, wallMs: wallMs() - wall, longestMs: stop() };
}

/** The median of several costs. */
function typical(costs: readonly Cost[]): Cost {
  return {
    cpuMs: median(costs.map((cost) => cost.cpuMs)),
    wallMs: median(costs.map((cost) => cost.wallMs)),
    longestMs: median(costs.map((cost) => cost.longestMs)),
  };
}

async function repeat(work: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let left = POLLS; left > 0; left -= 1) costs.push(await work());
  return typical(costs);
}

const document = {
  ...configOf(cloudUrl, Number(accounts), {
    concurrency: Number(concurrency),
    interval: '1h',
    timeout: '59s',
    stale_after: '5h',
  }),
  collectors: { gateways: { enabled: false }, diagnosis: { enabled: false } },
};

const { createTransport } = await load('alicloud/transport');
const { systemClock } = await load('clock');
const wire = createTransport();

/** Answers of two walks, for a transport without a wire. */
const recorded = new Map<string, Answer>();
const recording: Transport = {
  ...wire,
  post: async (endpoint, path, ...rest) => {
    const answer = await wire.post(endpoint, path, ...rest);
    recorded.set(path, answer);
    return answer;
  },
};
const replaying: Transport = {
  ...wire,
  post: (_endpoint, path) =>
    Promise.resolve(recorded.get(path) ?? { status: 404, headers: {}, body: '' }),
};

let isReplaying = false;
const transport: Transport = {
  ...wire,
  post: (...args) => (isReplaying ? replaying : recording).post(...args),
};

const { parseConfig } = await load('config/schema');
const clock = new HeldClock(systemClock, Number(accounts));
const exporter: Exporter = await createExporter(load, document, transport, clock);
const page = (): Promise<Rendition> => exporter.render('text', 'identity');

/** One poll of all targets, and what the page needs after it. */
async function poll(): Promise<void> {
  await clock.round();
  await page();
}

/** Decodes what all targets are answered, as each poll does. */
async function decodeAll(): Promise<Cost> {
  const { parseBody } = await load('alicloud/body');
  const { VPC } = await load('alicloud/products/vpc/vpc');
  const { decodePage, decodeRows } = await load('alicloud/decode/page');
  const { decodeConnection } = await load('alicloud/decode/connection');
  const type = {
    wrapper: 'VpnConnections',
    list: 'VpnConnection',
    idField: 'VpnConnectionId',
    decode: (row: Fields) => decodeConnection(row, { crypto: false }),
  };
  const call = {
    product: VPC,
    action: 'DescribeVpnConnections',
    host: 'localhost',
    region: 'r',
    clockOffsetMs: undefined,
  };
  return costOf(() => {
    for (let left = Number(accounts); left > 0; left -= 1) {
      for (const answer of recorded.values()) {
        decodeRows(parseBody(answer, (body) => decodePage(body, type), call).rows, type);
      }
    }
    return Promise.resolve();
  });
}

/** Changes the state of one tunnel in what is replayed. */
function changeOne(): void {
  const [path, answer] = [...recorded][0] ?? [];
  if (path === undefined || answer === undefined) throw new Error('nothing was recorded');
  const body = answer.body.replace('"ipsec_sa_established"', '"ike_sa_not_established"');
  recorded.set(path, { ...answer, body });
}

await clock.round(async () => exporter.start());
await page();
const polled = await repeat(() => costOf(poll));
const { longestMs } = await costOf(poll, true);
isReplaying = true;
await poll();
const replayed = await repeat(() => costOf(poll));
const decoded = await repeat(decodeAll);
const unchanged = await costOf(poll);
changeOne();
const changed = await costOf(poll);
const rendered = await repeat(async () => {
  // Its loops go on, but all that was rendered is forgotten.
  exporter.reconfigure(parseConfig(document));
  return costOf(page);
});
console.log(
  JSON.stringify({
    connections: exporter.targets.reduce(
      (sum, { collectors }) => sum + (collectors.connections?.entries.size ?? 0),
      0,
    ),
    failures: exporter.targets.filter(
      ({ collectors }) => collectors.connections?.lastPoll?.failure !== undefined,
    ).length,
    calls: recorded.size * Number(accounts),
    polled,
    replayed,
    decodedCpuMs: decoded.cpuMs,
    rendered,
    longestMs,
    unchanged,
    changed,
  }),
);
await exporter.stop();
wire.close();
