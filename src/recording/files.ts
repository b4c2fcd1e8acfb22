/** The files of a recording: answers, a scenario that replays them, a configuration to ask with, and what there is. Pure. */

import { stringify } from 'yaml';
import { COLLECTOR_NAMES, COLLECTORS } from '../collectors/index.ts';
import type { Config } from '../config/config.ts';
import { formatDuration } from '../config/duration.ts';
import type { BuildInfo } from '../model/build-info.ts';
import type { AccountConfig } from '../model/account.ts';
import { SCENARIO_FILE } from '../simulator/scenario.ts';
import { Masking, type Masker } from './masking.ts';
import type { RecordedCall } from './recorder.ts';

/** What is recorded, and what is said of it. */
export interface Recording {
  readonly calls: readonly RecordedCall[];
  readonly unreadFields: readonly string[];
  readonly config: Config;
  readonly build: BuildInfo;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Attempts of calls, by action and code. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Whether every poll succeeded. */
  readonly isSuccess: boolean;
}

/** What a failure is replayed as that had no answer. */
const NO_ANSWER = { status: 503, code: 'ServiceUnavailable' } as const;

/** Everything that is to be masked, in one place, so that it is masked alike everywhere. */
export function maskerOf({ calls, config }: Pick<Recording, 'calls' | 'config'>): Masker {
  const masking = new Masking();
  for (const { name, expectedConnections } of config.accounts) {
    masking.account(name);
    for (const id of expectedConnections) masking.text(id);
  }
  for (const { key } of config.tagLabels) masking.text(key);
  for (const { request, body } of calls) {
    masking.query(request.query);
    masking.body(body);
  }
  return masking.masker();
}

/** An answer as the scenario has it. */
interface Entry {
  readonly account: string;
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly status?: number;
  readonly code?: string;
}

interface Answer {
  readonly entry: Entry;
  readonly body: unknown;
}

function answerOf(call: RecordedCall, index: number, masker: Masker): Answer {
  const { action, query } = call.request;
  const base = { account: masker.text(call.account), action, params: masker.query(query) };
  if (call.failure !== undefined) {
    const { statusCode, code } = call.failure;
    const replayed = statusCode === undefined ? NO_ANSWER : { status: statusCode, code };
    return { entry: { ...base, ...replayed }, body: undefined };
  }
  const file = `answers/${String(index + 1).padStart(4, '0')}-${action}.json`;
  return { entry: { ...base, file }, body: masker.body(call.body) };
}

function keyOf(index: number) {
  return { id: `recorded-key-${index + 1}`, secret: `recorded-secret-${index + 1}` };
}

function scenario(entries: readonly Entry[], config: Config, masker: Masker): string {
  const accounts = config.accounts.map((account, index) => {
    const name = masker.text(account.name);
    const answers = entries.filter((entry) => entry.account === name);
    const asked = answers.flatMap(({ params }) => params['RegionId'] ?? []);
    return {
      name,
      accessKeys: [keyOf(index)],
      regions: Object.fromEntries([...new Set(asked)].sort().map((region) => [region, {}])),
      answers: answers.map(({ account: _account, ...answer }) => answer),
    };
  });
  return stringify({ accounts }, { aliasDuplicateObjects: false });
}

function expectedOf(account: AccountConfig, masker: Masker) {
  return account.expectedConnections.map((id) => {
    const region = account.expectedRegions?.[id];
    return region === undefined ? masker.text(id) : { id: masker.text(id), region };
  });
}

function collectorsOf({ collectors }: Config) {
  return Object.fromEntries(
    COLLECTOR_NAMES.map((name) => {
      const { enabled, intervalMs, ...settings } = collectors[name];
      const options = Object.entries(settings).filter(
        ([key, value]) => Object.hasOwn(COLLECTORS[name].options, key) && typeof value !== 'object',
      );
      const interval = intervalMs === undefined ? {} : { interval: formatDuration(intervalMs) };
      return [name, { enabled, ...interval, ...Object.fromEntries(options) }];
    }),
  );
}

function configuration(config: Config, masker: Masker): string {
  const { poll, tagLabels } = config;
  const accounts = config.accounts.map((account, index) => ({
    name: masker.text(account.name),
    endpoint: '${SIMULATOR_URL}',
    credentials: {
      type: 'access_key',
      access_key_id: keyOf(index).id,
      access_key_secret: keyOf(index).secret,
    },
    regions: account.regions,
    ...(account.regions === 'all' && { exclude_regions: account.excludeRegions }),
    expected_connections: expectedOf(account, masker),
  }));
  const tags = tagLabels.map(({ key }) => {
    const masked = masker.text(key);
    return { key: masked, label: masked.replaceAll(/\W/g, '_') };
  });
  return stringify({
    poll: {
      interval: formatDuration(poll.intervalMs),
      timeout: formatDuration(poll.timeoutMs),
      request_timeout: formatDuration(poll.requestTimeoutMs),
      concurrency: poll.concurrency,
      requests_per_minute: poll.requestsPerMinute,
      stale_after: formatDuration(poll.staleAfterMs),
    },
    accounts,
    collectors: collectorsOf(config),
    ...(tags.length > 0 && { labels: { tags } }),
  });
}

function manifest({ build, nowMs, requests, isSuccess }: Recording, entries: readonly Entry[]) {
  const { version, revision, nodeVersion } = build;
  return {
    exporter: { version, revision, node: nodeVersion },
    recorded: new Date(nowMs).toISOString(),
    success: isSuccess,
    requests,
    answers: entries.map(({ status = 200, code = 'OK', ...entry }) => ({ ...entry, status, code })),
  };
}

const FIELDS_HEADING = `# Fields of the answers that the exporter does not read: their names only.\n`;

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The files by their name in the folder. */
export function filesOf(recording: Recording): ReadonlyMap<string, string> {
  const { calls, config, unreadFields } = recording;
  const masker = maskerOf(recording);
  const answers = calls.map((call, index) => answerOf(call, index, masker));
  const entries = answers.map(({ entry }) => entry);
  const bodies = answers.flatMap(({ entry, body }) =>
    entry.file === undefined ? [] : [[entry.file, json(body)] as const],
  );
  return new Map([
    ['manifest.json', json(manifest(recording, entries))],
    ['fields.txt', FIELDS_HEADING + unreadFields.map((field) => `${field}\n`).join('')],
    [SCENARIO_FILE, scenario(entries, config, masker)],
    ['exporter.yml', configuration(config, masker)],
    ...bodies,
  ]);
}
