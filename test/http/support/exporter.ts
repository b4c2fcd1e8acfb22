/** Starts the HTTP side on loopback ports with everything behind it replaced. */

import type { HttpDependencies } from '../../../src/http/dependencies.ts';
import { LIMITS, type Limits } from '../../../src/http/limits.ts';
import { type HttpSide, type ListenOptions, listenWith } from '../../../src/http/listen.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export interface Setup extends Partial<Omit<HttpDependencies, 'log'>> {
  readonly webConfigFile?: string;
  readonly limits?: Partial<Limits>;
  readonly comparer?: ListenOptions['comparer'];
}

export interface Exporter extends HttpSide {
  readonly url: string;
  readonly port: number;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
}

const DEFAULTS: Omit<HttpDependencies, 'log'> = {
  telemetryPath: '/metrics',
  routePrefix: '',
  externalPath: '',
  enableLifecycle: false,
  metrics: (format, encoding) => ({
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    chunks: [Buffer.from(`# ${format} ${encoding}\n`)],
    encoding: 'identity',
  }),
  statusPage: () => '<!doctype html><title>status</title>',
  waitingFor: () => undefined,
  reload: () => Promise.resolve([]),
  onWebConfigReload: () => undefined,
  countAnswer: () => undefined,
  countRefusedConnection: () => undefined,
};

/** A comparer for tests that never log in. */
const noComparer = {
  compare: () => Promise.reject(new Error('no comparison was expected')),
  close: () => Promise.resolve(),
};

const running = new Set<Exporter>();

export async function startExporter(setup: Setup = {}): Promise<Exporter> {
  const { webConfigFile, limits, comparer = noComparer, ...deps } = setup;
  const [clock, log] = [new FakeClock(), new MemoryLog()];
  const side = await listenWith(
    { clock, limits: { ...LIMITS, ...limits }, comparer },
    [{ host: '127.0.0.1', port: 0 }],
    { ...DEFAULTS, ...deps, log },
    webConfigFile,
    new AbortController().signal,
  );
  const url = side.addresses[0] ?? '';
  const exporter = { ...side, url, port: Number(new URL(url).port), clock, log };
  running.add(exporter);
  return exporter;
}

/** For afterEach: closes what a test started, without any patience. */
export async function stopExporters(): Promise<void> {
  const closing = [...running].map(async (exporter) => {
    const closed = exporter.close(0);
    await exporter.clock.advance(0);
    await closed;
  });
  running.clear();
  await Promise.all(closing);
}
