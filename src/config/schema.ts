/** The whole configuration file: from an unknown document to a Config, or to all its faults. Pure. */

import { z } from 'zod';
import { accountSchema } from './account-schema.ts';
import { checkDocument } from './check.ts';
import { collectorsSchema } from './collectors-schema.ts';
import type { Config } from './config.ts';
import { configDisclosure } from './disclosure.ts';
import { ConfigError, type ConfigFault } from './error.ts';
import { mapping, withRule } from './fields.ts';
import { labelsSchema, toTagLabels } from './labels-schema.ts';
import { DEFAULT_POLL, pollSchema } from './poll-schema.ts';

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
  labels: labelsSchema.nullish(),
}).transform(({ poll, collectors, accounts, labels }): Config => ({
  poll: poll ?? DEFAULT_POLL,
  accounts,
  collectors: collectors ?? collectorsSchema.parse({}),
  tagLabels: toTagLabels(labels),
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
  const { value: config, faults } = checkDocument(configSchema, document, configDisclosure(hidden));
  return faults === undefined ? { config } : { faults };
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
