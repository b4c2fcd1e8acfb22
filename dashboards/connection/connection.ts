/** One connection, or some, in detail. */

import { build } from '../kit/board.ts';
import {
  account,
  cluster,
  connection as connectionVariable,
  dataSource,
  job,
  region,
} from '../kit/variables.ts';
import { alerts, changedFacts, reloads } from '../panels/marks.ts';
import { ofConnection } from '../queries/promql.ts';
import { facts, surroundings } from './facts.ts';
import { failureReasons } from './failures.ts';
import { protection } from './protection.ts';
import { stateNow } from './state-now.ts';
import { timelines } from './timelines.ts';
import { traffic } from './traffic.ts';

/** The dashboard. */
export const connection = build({
  name: 'connection',
  description:
    'IPsec-VPN connections of Alibaba Cloud in detail: timeline, failures, configuration.',
  from: 'now-24h',
  variables: [dataSource, cluster, job, account, region, connectionVariable],
  annotations: [alerts(ofConnection), reloads, changedFacts],
  rows: [stateNow, timelines, traffic, failureReasons, facts, surroundings, protection],
});
