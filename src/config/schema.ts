/** The whole configuration file: from an unknown document to a Config, or to all its faults. Pure. */

import { z } from 'zod';
import { tagLabelName, type TagLabel } from '../model/tags.ts';
import { accountSchema } from './account-schema.ts';
import { checkDocument, type Checked } from './check.ts';
import { collectorsSchema } from './collectors-schema.ts';
import type { Config, PollConfig } from './config.ts';
import { configDisclosure } from './disclosure.ts';
import { ConfigError } from './error.ts';
import {
  count,
  duration,
  freeText,
  mapping,
  MAX_DURATION_MS,
  optional,
  repetitions,
  unlessQuoted,
  withRule,
} from './fields.ts';
import { tagKey } from './filters-schema.ts';

const poll = mapping({
  interval: optional(duration(1, MAX_DURATION_MS), {
    type: 'duration',
    default: '`20s`',
    meaning:
      'Time from the start of one poll of a target to the start of the next, jittered at the start. Polls of a target never overlap.',
    example: '30s',
  }),
  timeout: optional(duration(1, MAX_DURATION_MS), {
    type: 'duration',
    default: '`30s`',
    meaning:
      'Longest time for one poll: all pages, all retries. Waiting for `requests_per_minute` does not count. A poll that takes longer than `interval` is followed by the next at once.',
    example: '20s',
  }),
  request_timeout: optional(duration(1, MAX_DURATION_MS), {
    type: 'duration',
    default: '`10s`',
    meaning: 'Longest time for one API call, within `timeout`.',
    example: '5s',
  }),
  concurrency: optional(count(), {
    type: 'whole number, at least 1',
    default: '`8`',
    meaning: 'Most API calls under way at a time in the whole process.',
    example: '16',
  }),
  requests_per_minute: optional(count(), {
    type: 'whole number, at least 1',
    default: '`300`',
    meaning:
      'Most API calls per minute for one account and region. The documented quota is 600 per API, shared by everything that uses the account.',
    example: '120',
  }),
  stale_after: optional(duration(1, MAX_DURATION_MS), {
    type: 'duration',
    default: '`5m`, or 2.5 times `interval` where that is longer',
    meaning:
      'The state series of a target are dropped when its last success is older. Longer than `interval`, or they would come and go with every poll.',
    example: '10m',
  }),
});

function toPoll(input: z.output<typeof poll>): PollConfig {
  const intervalMs = input.interval ?? 20_000;
  return {
    intervalMs,
    timeoutMs: input.timeout ?? 30_000,
    requestTimeoutMs: input.request_timeout ?? 10_000,
    concurrency: input.concurrency ?? 8,
    requestsPerMinute: input.requests_per_minute ?? 300,
    // The only default that follows another key: data has to outlive the wait for the next poll.
    staleAfterMs: input.stale_after ?? Math.max(300_000, 2.5 * intervalMs),
  };
}

const pollSchema = withRule(poll, (input, { isSound, report }) => {
  if (!isSound('interval') || !isSound('stale_after')) return;
  const { staleAfterMs, intervalMs } = toPoll(input);
  if (staleAfterMs <= intervalMs) {
    report(['stale_after'], 'more than poll.interval (20s unless set)');
  }
}).transform(toPoll);

const label = freeText('a label of 1 to 64 letters, digits and _ (a-z, A-Z, 0-9)', /^\w{1,64}$/);

const alias = mapping({ key: tagKey, label });

const tagItem = z.union([tagKey, alias], {
  error: unlessQuoted('a tag key of 1 to 64 characters, or {key: ..., label: ...}'),
});

/** Undefined where it is not known yet: the item is at fault in itself. */
function labelOf(value: unknown): string | undefined {
  if (typeof value === 'string') return tagLabelName(value);
  const result = alias.safeParse(value);
  return result.success ? tagLabelName(result.data.label) : undefined;
}

const tags = withRule(z.array(tagItem, { error: 'a list of tag keys' }), (items, { report }) => {
  const names = items.map(labelOf);
  for (const { index, earlier, value } of repetitions(names)) {
    report(
      typeof items[index] === 'string' ? [index] : [index, 'label'],
      `a tag whose label differs from that of item ${earlier}, ${value}: give one of them another, as in {key: ..., label: ...}`,
    );
  }
});

const labelsSchema = mapping({
  tags: optional(tags, {
    type: 'list of tag keys, or of `{key, label}`',
    default: '`[]`',
    meaning:
      'Tags that are copied onto the `*_info` series as `tag_<key>`, with `_` for what a label name cannot have, or as `tag_<label>`, for keys that would become the same label or one of `_` alone.',
    example: '[env, {key: acs:rm:rgId, label: resource_group}]',
  }),
});

function toTagLabel(value: z.output<typeof tagItem>): TagLabel {
  return typeof value === 'string'
    ? { key: value, label: tagLabelName(value) }
    : { key: value.key, label: tagLabelName(value.label) };
}

const accounts = withRule(
  z.array(accountSchema, { error: 'a list of accounts' }).min(1, { error: 'at least one account' }),
  (list, { report }) => {
    const names = list.map((account: { readonly name?: unknown } | null) => account?.name);
    for (const { index, earlier, value } of repetitions(names)) {
      if (typeof value !== 'string') continue;
      report([index, 'name'], `a name other than that of accounts[${earlier}]`);
    }
  },
);

/** The schema of the file, with the documentation of its keys in keyDocs. */
export const configSchema = mapping({
  poll: pollSchema.nullish(),
  accounts,
  collectors: collectorsSchema.nullish(),
  labels: labelsSchema.nullish(),
}).transform(({ poll, collectors, accounts, labels }): Config => ({
  poll: poll ?? toPoll({}),
  accounts,
  collectors: collectors ?? collectorsSchema.parse({}),
  tagLabels: (labels?.tags ?? []).map(toTagLabel),
}));

/**
 * Checks a document.
 * @param hidden paths of texts that must not be shown, as formatPath writes them
 */
export function checkConfig(
  document: unknown,
  hidden: ReadonlySet<string> = new Set(),
): Checked<Config> {
  return checkDocument(configSchema, document, configDisclosure(hidden));
}

/**
 * The configuration that a document, as YAML or JSON gives it, describes.
 * @throws ConfigError with every fault
 */
export function parseConfig(document: unknown): Config {
  const { value, faults } = checkConfig(document);
  if (faults !== undefined) throw new ConfigError(faults);
  return value;
}
