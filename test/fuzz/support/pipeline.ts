/** The exporter from the bytes of the API to its pages; only the network is replaced. */

import type { Answer, Transport } from '../../../src/alicloud/transport.ts';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/schema.ts';
import type { Exporter } from '../../../src/commands/exporter.ts';
import { renderJson } from '../../../src/report/json.ts';
import { renderTable } from '../../../src/report/table.ts';
import { overviewOf } from '../../../src/views/overview.ts';
import { renderStatusPage } from '../../../src/report/html/page.ts';
import {
  BUILD,
  clientsOver,
  createExporter,
  credentialSource,
  pageOf,
} from '../../support/exporter.ts';
import { parseExposition } from '../../support/exposition.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { BODIES, type Action } from './answers.ts';
import { CANARY, expectSecretFree, SECRET } from './oracle.ts';

const KEY = {
  accessKeyId: `LTAI${CANARY}`,
  accessKeySecret: SECRET,
  securityToken: SECRET,
  providerName: 'static_sts',
};

/** Everything on, one account in one region; calls that fail are not repeated. */
const EVERYTHING: Config = parseConfig({
  // An odd TotalCount may be worth hundreds of calls, and nothing that waits for its turn goes on.
  poll: { interval: '1m', timeout: '1ms', requests_per_minute: 1_000_000 },
  accounts: [{ name: 'prod', regions: ['cn-hangzhou'], expected_connections: ['vco-expected'] }],
  collectors: { routes: { enabled: true } },
  labels: { tags: ['env', 'owner', 'é', '__proto__'] },
});

/** What the API answers to an action. */
export type Answers = (action: Action) => Answer | Promise<Answer>;

const good: Answers = (action) => ({
  status: 200,
  headers: {},
  body: JSON.stringify(BODIES[action]),
});

/** An exporter whose cloud answers as it is told. */
export class Pipeline {
  readonly log = new MemoryLog();
  /** Nobody lets time pass: a call that fails is not tried again, and none is given up. */
  readonly #clock = new FakeClock(Date.UTC(2026, 0, 1));
  readonly #exporter: Exporter;
  #answers: Answers = good;

  constructor() {
    const transport: Transport = {
      post: async (_endpoint, _path, headers) => this.#answers(headers['x-acs-action'] ?? ''),
      close: () => undefined,
    };
    const around = { clock: this.#clock, log: this.log, random: () => 0 };
    this.#exporter = createExporter(EVERYTHING, {
      ...around,
      apiFactory: clientsOver({
        ...around,
        transport,
        createCredentials: () => credentialSource(KEY),
      }),
    });
  }

  /** Polls everything once; whether all of it succeeded. */
  poll(answers: Answers = good): Promise<boolean> {
    this.#answers = answers;
    return this.#exporter.pollOnce(new AbortController().signal);
  }

  /** Lets an hour pass: everything is due again. */
  wait(): Promise<void> {
    return this.#clock.advance(3_600_000);
  }

  /** The page in one format, read as strictly as Prometheus reads it. */
  async page(format: 'text' | 'openmetrics') {
    const text = await pageOf(this.#exporter, format);
    expectSecretFree(text);
    return parseExposition(text, format);
  }

  /** The status page for a query. */
  statusPage(query = ''): string {
    const nowMs = this.#clock.now();
    const staleAfterMs = (): number => EVERYTHING.poll.staleAfterMs;
    const overview = overviewOf(this.#exporter.targets, {
      staleAfterMs,
      nowMs,
      monotonicMs: this.#clock.monotonic(),
    });
    return renderStatusPage(overview, {
      staleAfterMs,
      intervalMs: () => EVERYTHING.poll.intervalMs,
      query: new URLSearchParams(query),
      nowMs,
      version: '1',
      isDemo: false,
      telemetryPath: '/metrics',
      externalPath: undefined,
    });
  }

  /** What --once prints for people, and for programs. */
  outputs(): { readonly table: string; readonly json: string } {
    const nowMs = this.#clock.now();
    const overview = overviewOf(this.#exporter.targets, {
      nowMs,
      monotonicMs: this.#clock.monotonic(),
      staleAfterMs: () => Infinity,
    });
    return {
      table: renderTable(overview, { nowMs, color: false, isWide: false }),
      json: renderJson(overview, { nowMs, build: BUILD, exitCode: 0 }),
    };
  }
}
