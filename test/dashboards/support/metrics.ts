/** Every metric of the project with its labels, from the tables that make them. */

import { readRecordings } from '../../../scripts/alerts-rules.ts';
import { KNOWN_LABELS } from '../../alerts/known-names.ts';
import { connectionFamilies } from '../../../src/collectors/connections/metrics.ts';
import { cryptoFamilies } from '../../../src/collectors/connections/crypto.ts';
import { failureFamilies } from '../../../src/collectors/diagnosis/metrics.ts';
import { gatewayFamilies } from '../../../src/collectors/gateways/metrics.ts';
import {
  expectedFamilies,
  requestFamilies,
  targetFamilies,
} from '../../../src/exposition/sections.ts';
import { routesFamilies } from '../../../src/collectors/routes/metrics.ts';
import { trafficFamilies } from '../../../src/collectors/traffic/metrics.ts';
import { tunnelFamilies } from '../../../src/collectors/connections/metrics.ts';
import { systemClock } from '../../../src/model/clock.ts';
import { ExporterMetrics } from '../../../src/exposition/exporter-metrics.ts';
import { OWN_METRICS } from '../../support/contract.ts';
import { parseExposition } from '../../support/exposition.ts';

/** Labels that Prometheus adds to everything it scrapes. */
const SCRAPED = ['cluster', 'job', 'instance'];

/** Metric name to its labels. */
export type KnownMetrics = ReadonlyMap<string, readonly string[]>;

const TABLES = [
  ...connectionFamilies([]),
  ...tunnelFamilies,
  ...cryptoFamilies,
  ...gatewayFamilies([]),
  ...expectedFamilies,
  ...failureFamilies,
  ...routesFamilies,
  ...trafficFamilies,
  ...targetFamilies,
  ...requestFamilies,
];

function parts(name: string, type: string): readonly (readonly [string, readonly string[]])[] {
  if (type !== 'histogram') return [[name, []]];
  return [
    [`${name}_bucket`, ['le']],
    [`${name}_sum`, []],
    [`${name}_count`, []],
  ];
}

/** What the rules record, the alerts, and what Prometheus says of its targets. */
const RECORDED = ['ALERTS', 'up', ...readRecordings().map(({ record }) => record)];

/** The metrics of the tables, of the rules and of the process itself; process_* and nodejs_* without labels. */
export async function knownMetrics(): Promise<KnownMetrics> {
  const own = new ExporterMetrics({ version: '', revision: '', nodeVersion: '' }, systemClock);
  own.collectProcessMetrics();
  own.recordWebConfigReload(true);
  const ownLabels = new Map(OWN_METRICS.map(({ name, labels }) => [name, labels]));
  const process = parseExposition(await own.render('text')).values();
  const families = [
    ...TABLES.map(({ name, type, labels }) => ({ name, type, labels })),
    ...OWN_METRICS,
    ...[...process]
      .filter(({ name }) => !ownLabels.has(name))
      .map(({ name, type }) => ({ name, type, labels: [] })),
  ];
  const recorded = RECORDED.map((name) => [name, [...KNOWN_LABELS]] as const);
  const exposed = families.flatMap(({ name, type, labels }) =>
    parts(name, type).map(([part, more]) => [part, [...labels, ...more, ...SCRAPED]] as const),
  );
  return new Map([...recorded, ...exposed]);
}
