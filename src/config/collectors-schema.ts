/** The `collectors` section, made from the table of collectors. */

import { z } from 'zod';
import {
  COLLECTOR_ROWS,
  COLLECTORS,
  type CollectorConfig,
  type CollectorRow,
  type CollectorsConfig,
} from './collectors.ts';
import { duration, keyDocs, mapping, MAX_DURATION_MS } from './fields.ts';

function flag(meaning: string, fallback: boolean) {
  return z
    .boolean({ error: 'true or false' })
    .nullish()
    .register(keyDocs, {
      type: '`true` or `false`',
      default: `\`${fallback}\``,
      meaning,
      example: String(!fallback),
    });
}

function interval() {
  return duration(1, MAX_DURATION_MS).nullish().register(keyDocs, {
    type: 'duration',
    default: '`poll.interval`',
    meaning:
      'Time from the start of one poll by this collector to the start of the next. With one longer than `poll.interval`, what it shows stays for at least 2.5 times as long.',
    example: '60s',
  });
}

function keysOf({ enabled, hasInterval, meaning, options }: CollectorRow) {
  const switches = Object.entries(options).map(
    ([key, option]) => [key, flag(option.meaning, option.default)] as const,
  );
  return mapping({
    enabled: flag(meaning, enabled),
    ...(hasInterval && { interval: interval() }),
    ...Object.fromEntries(switches),
  });
}

type Input = Readonly<Record<string, unknown>>;

function toCollector({ enabled, options }: CollectorRow, input: Input): CollectorConfig {
  const { enabled: isOn, interval: intervalMs, ...switches } = input;
  const chosen = Object.entries(options).map(
    ([key, option]) => [key, switches[key] ?? option.default] as const,
  );
  return {
    enabled: typeof isOn === 'boolean' ? isOn : enabled,
    ...(typeof intervalMs === 'number' && { intervalMs }),
    ...Object.fromEntries(chosen),
  };
}

const keys = mapping(
  Object.fromEntries(COLLECTORS.map((name) => [name, keysOf(COLLECTOR_ROWS[name]).nullish()])),
);

/** Whether each collector of the table is there; its options are those of its row. */
function isWhole(configs: Readonly<Record<string, CollectorConfig>>): configs is CollectorsConfig {
  return COLLECTORS.every((name) => Object.hasOwn(configs, name));
}

export const collectorsSchema = keys.transform((input): CollectorsConfig => {
  const configs = Object.fromEntries(
    COLLECTORS.map((name) => [name, toCollector(COLLECTOR_ROWS[name], input[name] ?? {})]),
  );
  if (!isWhole(configs)) throw new Error('a collector without a configuration');
  return configs;
});
