/** The `poll` section. */

import type { z } from 'zod';
import type { PollConfig } from './config.ts';
import { count, duration, keyDocs, mapping, withRule } from './fields.ts';

/** A timer of Node.js cannot be much longer. */
const MAX_MS = 24 * 86_400_000;

/** The section when the file does not have it. */
export const DEFAULT_POLL: PollConfig = {
  intervalMs: 60_000,
  timeoutMs: 30_000,
  requestTimeoutMs: 10_000,
  concurrency: 8,
  requestsPerMinute: 300,
  staleAfterMs: 300_000,
};

const fields = {
  interval: duration(1, MAX_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`60s`',
    meaning:
      'Time from the start of one poll of a target to the start of the next, jittered at the start. Polls of a target never overlap.',
    example: '30s',
  }),
  timeout: duration(1, MAX_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`30s`, or `interval` where that is shorter',
    meaning: 'Longest time for one poll: all pages, all retries. At most `interval`.',
    example: '20s',
  }),
  request_timeout: duration(1, MAX_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`10s`, or `timeout` where that is shorter',
    meaning: 'Longest time for one API call. At most `timeout`.',
    example: '5s',
  }),
  concurrency: count().nullish().register(keyDocs, {
    type: 'whole number, at least 1',
    default: '`8`',
    meaning: 'Most API calls under way at a time in the whole process.',
    example: '16',
  }),
  requests_per_minute: count().nullish().register(keyDocs, {
    type: 'whole number, at least 1',
    default: '`300`',
    meaning:
      'Most API calls per minute for one account and region. The documented quota is 600 per API, shared by everything that uses the account.',
    example: '120',
  }),
  stale_after: duration(1, MAX_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`5m`, or twice `interval` where that is longer',
    meaning:
      'The state series of a target are dropped when its last success is older. Longer than `interval`.',
    example: '10m',
  }),
};

type Input = z.output<ReturnType<typeof mapping<typeof fields>>>;

/** Where a key is missing, its default follows the others. */
function toPoll(input: Input): PollConfig {
  const intervalMs = input.interval ?? DEFAULT_POLL.intervalMs;
  const timeoutMs = input.timeout ?? Math.min(DEFAULT_POLL.timeoutMs, intervalMs);
  return {
    intervalMs,
    timeoutMs,
    requestTimeoutMs: input.request_timeout ?? Math.min(DEFAULT_POLL.requestTimeoutMs, timeoutMs),
    concurrency: input.concurrency ?? DEFAULT_POLL.concurrency,
    requestsPerMinute: input.requests_per_minute ?? DEFAULT_POLL.requestsPerMinute,
    staleAfterMs: input.stale_after ?? Math.max(DEFAULT_POLL.staleAfterMs, 2 * intervalMs),
  };
}

/** Rules between two durations of the section. */
const RULES: readonly {
  readonly key: keyof Input;
  readonly other: keyof Input;
  readonly isBroken: (poll: PollConfig) => boolean;
  readonly expected: string;
}[] = [
  {
    key: 'timeout',
    other: 'interval',
    isBroken: ({ timeoutMs, intervalMs }) => timeoutMs > intervalMs,
    expected: 'at most poll.interval (60s unless set)',
  },
  {
    key: 'request_timeout',
    other: 'timeout',
    isBroken: ({ requestTimeoutMs, timeoutMs }) => requestTimeoutMs > timeoutMs,
    expected: 'at most poll.timeout (30s unless set)',
  },
  {
    key: 'stale_after',
    other: 'interval',
    isBroken: ({ staleAfterMs, intervalMs }) => staleAfterMs <= intervalMs,
    expected: 'more than poll.interval (60s unless set)',
  },
];

export const pollSchema = withRule(mapping(fields), (input, { isSound, report }) => {
  const sound = <Key extends keyof Input>(key: Key) => (isSound(key) ? input[key] : undefined);
  const poll = toPoll({
    interval: sound('interval'),
    timeout: sound('timeout'),
    request_timeout: sound('request_timeout'),
    stale_after: sound('stale_after'),
  });
  for (const { key, other, isBroken, expected } of RULES) {
    if (isSound(key) && isSound(other) && isBroken(poll)) report([key], expected);
  }
}).transform(toPoll);
