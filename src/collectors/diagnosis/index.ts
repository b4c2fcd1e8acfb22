/** Why links are down: asked only about what is down. */

import { listingOf } from '../../alicloud/api.ts';
import type { Collector } from '../collector.ts';
import { linkId, linksDown, type Connection, type Link } from '../connections/item.ts';
import { decodeFlatPage } from './decode.ts';
import { readDiagnoses, toDiagnoses } from './diagnose.ts';
import type { Diagnosis } from './item.ts';
import { failureFamilies } from './metrics.ts';
import { diagnoseRequest } from './request.ts';

/** Time after which a diagnosis is repeated. */
const REPEATED_MS = 10 * 60_000;

interface Needs {
  readonly connections: readonly Connection[];
}

/** The API names a reason with a delay of minutes: until there is one it is asked for at every poll, but not for ever. */
function isDue(
  { failedReason, askedMs, firstAskedMs, isRefused }: Diagnosis,
  nowMs: number,
): boolean {
  const isAwaited = failedReason === undefined && !isRefused && nowMs - firstAskedMs < REPEATED_MS;
  return isAwaited || nowMs - askedMs >= REPEATED_MS;
}

/** The API looks at the last minutes only: a reason that was named stays, although it is not named again. */
function merge(known: Diagnosis | undefined, answer: Diagnosis): Diagnosis {
  if (known === undefined) return answer;
  return {
    ...answer,
    failedReason: answer.failedReason ?? known.failedReason,
    firstAskedMs: known.firstAskedMs,
  };
}

export const diagnosis: Collector<Diagnosis, Link, unknown, Needs> = {
  meaning: 'DiagnoseVpnConnections: why a connection is down; asked only for what is down.',
  enabled: true,
  interval: undefined,
  options: {},
  actions: { 'vpc:DiagnoseVpnConnections': 'alerts do not say why a tunnel is down' },
  isOptional: true,
  followUp: {
    needs: ['connections'],
    subjects: ({ connections = [] }) =>
      new Map(connections.flatMap(linksDown).map((link) => [linkId(link), link])),
    sample: ({ connections: all = [] }) => {
      const [first] = all;
      const [down] = all.flatMap(linksDown);
      const up = first && { connectionId: first.id, tunnelId: first.tunnels[0]?.id ?? '' };
      return [down ?? up].filter((link) => link !== undefined);
    },
    isDue,
    askedMs: ({ askedMs }) => askedMs,
    merge,
    staysTrue: true,
    subjectsPerCall: 50,
  },
  lister:
    (api) =>
    async ({ subjects }, signal) => {
      const { region } = api.target;
      const found = await readDiagnoses(
        subjects,
        (batch, number, stop) =>
          api.call(diagnoseRequest(region, batch, number), decodeFlatPage, stop),
        signal,
      );
      return listingOf(toDiagnoses(subjects, found, api.clock.monotonic()), {
        rejected: found.rejected,
        unknownFields: found.unknownFields,
      });
    },
  families: () => failureFamilies,
  calls: () => 0,
};
