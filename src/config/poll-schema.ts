/** The `poll` section. */

import type { z } from 'zod';
import type { PollConfig } from './config.ts';
import { count, duration, keyDocs, mapping, MAX_DURATION_MS, withRule } from './fields.ts';

/** The section when the file does not have it. */
export const DEFAULT_POLL: PollConfig = {
  intervalMs: 20_000,
  timeoutMs: 30_000,
  requestTimeoutMs: 10_000,
  concurrency: 8,
  requestsPerMinute: 300,
  staleAfterMs: 300_000,
};

const fields = {
  interval: duration(1, MAX_DURATION_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`20s`',
    meaning:
      'Time from the start of one poll of a target to the start of the next, jittered at the start. Polls of a target never overlap.',
    example: '30s',
  }),
  timeout: duration(1, MAX_DURATION_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`30s`',
    meaning:
      'Longest time for one poll: all pages, all retries. Waiting for `requests_per_minute` does not count. A poll that takes longer than `interval` is followed by the next at once.',
    example: '20s',
  }),
  request_timeout: duration(1, MAX_DURATION_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`10s`',
    meaning: 'Longest time for one API call, within `timeout`.',
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
  stale_after: duration(1, MAX_DURATION_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`5m`, or 2.5 times `interval` where that is longer',
    meaning:
      'The state series of a target are dropped when its last success is older. Longer than `interval`, or they would come and go with every poll.',
    example: '10m',
  }),
};

type Input = z.output<ReturnType<typeof mapping<typeof fields>>>;

/** Only the default of `stale_after` follows another key: data has to outlive the wait for the next poll. */
function toPoll(input: Input): PollConfig {
  const intervalMs = input.interval ?? DEFAULT_POLL.intervalMs;
  return {
    intervalMs,
    timeoutMs: input.timeout ?? DEFAULT_POLL.timeoutMs,
    requestTimeoutMs: input.request_timeout ?? DEFAULT_POLL.requestTimeoutMs,
    concurrency: input.concurrency ?? DEFAULT_POLL.concurrency,
    requestsPerMinute: input.requests_per_minute ?? DEFAULT_POLL.requestsPerMinute,
    staleAfterMs: input.stale_after ?? Math.max(DEFAULT_POLL.staleAfterMs, 2.5 * intervalMs),
  };
}

export const pollSchema = withRule(mapping(fields), (input, { isSound, report }) => {
  if (!isSound('interval') || !isSound('stale_after')) return;
  const { staleAfterMs, intervalMs } = toPoll(input);
  if (staleAfterMs <= intervalMs) {
    report(['stale_after'], 'more than poll.interval (20s unless set)');
  }
}).transform(toPoll);
