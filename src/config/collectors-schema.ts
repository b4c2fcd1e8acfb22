/** The `collectors` section: one row for each collector. */

import { z } from 'zod';
import type { CollectorName, Config } from './config.ts';
import { duration, keyDocs, mapping, MAX_DURATION_MS } from './fields.ts';

/** What the file may say of a collector. */
interface CollectorRow {
  readonly enabled: boolean;
  readonly meaning: string;
}

const ROWS = {
  connections: {
    enabled: true,
    meaning: 'DescribeVpnConnections: connections and tunnels.',
  },
  gateways: {
    enabled: true,
    meaning: 'DescribeVpnGateways: state, lock and expiry of gateways.',
  },
  diagnosis: {
    enabled: true,
    meaning: 'DiagnoseVpnConnections: why a connection is down; asked only for what is down.',
  },
  routes: {
    enabled: false,
    meaning:
      'DescribeVcoRouteEntries: route counts, up to two calls per connection. They take half of `poll.requests_per_minute` at most; where that is not enough, each poll counts some connections, in turn.',
  },
} as const satisfies Readonly<Record<CollectorName, CollectorRow>>;

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

/** The keys of a collector that lists by itself. */
function listed<Options extends z.core.$ZodLooseShape>(
  { enabled, meaning }: CollectorRow,
  options: Options,
) {
  return mapping({ enabled: flag(meaning, enabled), interval: interval(), ...options }).nullish();
}

/** The keys of a collector that follows from the connections. */
function derived({ enabled, meaning }: CollectorRow) {
  return mapping({ enabled: flag(meaning, enabled) }).nullish();
}

const keys = mapping({
  connections: listed(ROWS.connections, {
    crypto: flag(
      'Further metrics of how each tunnel is protected, and which of its choices are weak, without a call of their own.',
      false,
    ),
  }),
  gateways: listed(ROWS.gateways, {}),
  diagnosis: derived(ROWS.diagnosis),
  routes: derived(ROWS.routes),
});

export const collectorsSchema = keys.transform((input): Config['collectors'] => {
  const { connections, gateways } = input;
  const isOn = (name: CollectorName): boolean => input[name]?.enabled ?? ROWS[name].enabled;
  return {
    connections: {
      enabled: isOn('connections'),
      intervalMs: connections?.interval ?? undefined,
      crypto: connections?.crypto ?? false,
    },
    gateways: { enabled: isOn('gateways'), intervalMs: gateways?.interval ?? undefined },
    diagnosis: { enabled: isOn('diagnosis') },
    routes: { enabled: isOn('routes') },
  };
});
