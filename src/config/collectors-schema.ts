/** The `collectors` section, made from the collectors. */

import {
  COLLECTOR_NAMES,
  COLLECTORS,
  type CollectorConfig,
  type CollectorName,
  type CollectorsConfig,
} from '../collectors/index.ts';
import type { Option } from '../collectors/collector.ts';
import { duration, flag, mapping, MAX_DURATION_MS, optional } from './fields.ts';
import { formatDuration } from './duration.ts';

function enabled(meaning: string, fallback: boolean) {
  return optional(flag(), {
    type: '`true` or `false`',
    default: `\`${fallback}\``,
    meaning,
    example: String(!fallback),
  });
}

function interval(usual: number | 'poll') {
  return optional(duration(1, MAX_DURATION_MS), {
    type: 'duration',
    default: usual === 'poll' ? '`poll.interval`' : `\`${formatDuration(usual)}\``,
    meaning:
      'Time from the start of one poll by this collector to the start of the next. With one longer than `poll.interval`, what it shows stays for at least 2.5 times as long, and a poll that failed is repeated after a minute.',
    example: '60s',
  });
}

/** The collector's own keys. */
function optionsOf(name: CollectorName): readonly (readonly [string, Option<unknown>])[] {
  return Object.entries<Option<unknown>>(COLLECTORS[name].options);
}

function keysOf(name: CollectorName) {
  const { meaning, enabled: usual, interval: every } = COLLECTORS[name];
  const own = optionsOf(name).map(([key, option]) => {
    const { schema, type, meaning, example } = option;
    const usually = `\`${JSON.stringify(option.default)}\``;
    return [key, optional(schema, { type, default: usually, meaning, example })] as const;
  });
  return mapping({
    enabled: enabled(meaning, usual),
    ...(every !== undefined && { interval: interval(every) }),
    ...Object.fromEntries(own),
  });
}

type Input = Readonly<Record<string, unknown>>;

function toCollector(name: CollectorName, input: Input): CollectorConfig {
  const { enabled: isOn, interval: intervalMs } = input;
  const own = optionsOf(name).map(([key, option]) => [key, input[key] ?? option.default] as const);
  return {
    enabled: typeof isOn === 'boolean' ? isOn : COLLECTORS[name].enabled,
    ...(typeof intervalMs === 'number' && { intervalMs }),
    ...Object.fromEntries(own),
  };
}

const keys = mapping(
  Object.fromEntries(COLLECTOR_NAMES.map((name) => [name, keysOf(name).nullish()])),
);

/** Whether each collector is there; its settings are those of its options. */
function isWhole(configs: Readonly<Record<string, CollectorConfig>>): configs is CollectorsConfig {
  return COLLECTOR_NAMES.every((name) => Object.hasOwn(configs, name));
}

export const collectorsSchema = keys.transform((input): CollectorsConfig => {
  const configs = Object.fromEntries(
    COLLECTOR_NAMES.map((name) => [name, toCollector(name, input[name] ?? {})]),
  );
  if (!isWhole(configs)) throw new Error('a collector without a configuration');
  return configs;
});
