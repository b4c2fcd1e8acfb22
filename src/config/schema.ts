/** The whole configuration file: from an unknown document to a Config, or to all its faults. Pure. */

import { z } from 'zod';
import { tagLabelName } from '../model/tag-label.ts';
import { accountSchema, tagKey } from './account-schema.ts';
import { collectorsSchema } from './collectors-schema.ts';
import type { Config } from './config.ts';
import { ConfigError, type ConfigFault } from './error.ts';
import { faultsOf } from './faults.ts';
import { keyDocs, mapping, withRule } from './fields.ts';
import { DEFAULT_POLL, pollSchema } from './poll-schema.ts';

const labelTags = withRule(z.array(tagKey, { error: 'a list of tag keys' }), (keys, context) => {
  const labels = keys.map((key) => (typeof key === 'string' ? tagLabelName(key) : undefined));
  for (const [index, label] of labels.entries()) {
    const earlier = labels.indexOf(label);
    if (earlier === index || label === undefined) continue;
    context.report([index], `a tag key whose label differs from that of item ${earlier}`);
  }
});

const accounts = withRule(
  z.array(accountSchema, { error: 'a list of accounts' }).min(1, { error: 'at least one account' }),
  (list, { report }) => {
    const names = list.map((account: { readonly name?: unknown } | null) => account?.name);
    for (const [index, name] of names.entries()) {
      const earlier = names.indexOf(name);
      if (earlier === index || typeof name !== 'string') continue;
      report([index, 'name'], `a name other than that of accounts[${earlier}]`);
    }
  },
);

/** The schema of the file, with the documentation of its keys in keyDocs. */
export const configSchema = mapping({
  poll: pollSchema.nullish(),
  accounts: accounts,
  collectors: collectorsSchema.nullish(),
  labels: mapping({
    tags: labelTags.nullish().register(keyDocs, {
      type: 'list of tag keys',
      default: '`[]`',
      meaning:
        'Tags that are copied onto the `*_info` series as `tag_<key>`, with `_` for what a label name cannot have.',
      example: '[env, owner]',
    }),
  }).nullish(),
}).transform(({ poll, collectors, accounts, labels }): Config => ({
  poll: poll ?? DEFAULT_POLL,
  accounts,
  collectors: collectors ?? collectorsSchema.parse({}),
  tagLabels: labels?.tags ?? [],
}));

/** A valid configuration, or everything that is wrong with it. */
export type Checked =
  | { readonly config: Config }
  | { readonly config?: undefined; readonly faults: readonly ConfigFault[] };

/**
 * Checks a document.
 * @param hidden paths of texts that must not be shown, as formatPath writes them
 */
export function checkConfig(document: unknown, hidden: ReadonlySet<string> = new Set()): Checked {
  const result = configSchema.safeParse(document);
  if (result.success) return { config: result.data };
  return { faults: faultsOf(result.error.issues, { document, hidden }) };
}

/**
 * The configuration that a document, as YAML or JSON gives it, describes.
 * @throws ConfigError with every fault
 */
export function parseConfig(document: unknown): Config {
  const checked = checkConfig(document);
  if (checked.config !== undefined) return checked.config;
  throw new ConfigError(checked.faults);
}
