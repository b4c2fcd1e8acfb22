/** The variables of the dashboards: each selects some, or all. */

import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DATA_SOURCE, DATA_SOURCE_VARIABLE } from './data-source.ts';

/** Something that makes a variable. */
export type Variable = Builder<VariableModel>;

/** How the variable editor of the Prometheus data source knows what kind of query it is. */
const QUERY_TYPE = { labelValues: 1, queryResult: 3 } as const;

/** The Prometheus to ask; the default one unless the reader picks another. */
export const dataSource: Variable = new DatasourceVariableBuilder(DATA_SOURCE_VARIABLE)
  .label('Data source')
  .type('prometheus');

function queried(name: string, label: string, query: string, type: number): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query({ query, qryType: type, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** Where a Prometheus of several clusters asks; without the label there is nothing to choose. */
export const cluster: Variable = queried(
  'cluster',
  'Cluster',
  'label_values(alicloud_vpn_exporter_build_info, cluster)',
  QUERY_TYPE.labelValues,
);

/** The scrape job. */
export const job: Variable = queried(
  'job',
  'Job',
  'label_values(alicloud_vpn_exporter_build_info{cluster=~"$cluster"}, job)',
  QUERY_TYPE.labelValues,
);

/** The account. Even an account that has never been read can be chosen. */
export const account: Variable = queried(
  'account',
  'Account',
  'label_values(alicloud_vpn_target_up{cluster=~"$cluster",job=~"$job"}, account)',
  QUERY_TYPE.labelValues,
);

/** A region of the chosen accounts. */
export const region: Variable = queried(
  'region',
  'Region',
  'label_values(alicloud_vpn_target_up{cluster=~"$cluster",job=~"$job",account=~"$account"}, region)',
  QUERY_TYPE.labelValues,
);

/** A process of the exporter. */
export const instance: Variable = queried(
  'instance',
  'Exporter',
  'label_values(alicloud_vpn_exporter_build_info{cluster=~"$cluster",job=~"$job"}, instance)',
  QUERY_TYPE.labelValues,
);

const CONTEXT =
  'alicloud_vpn:connection:context{cluster=~"$cluster",job=~"$job",account=~"$account",region=~"$region"}';

/** Those of now, of the last hour, and of the beginning of the time range: a whole range of thousands would take long. */
const CONNECTIONS = `group by (name, vpn_connection_id) (${CONTEXT} or last_over_time(${CONTEXT}[1h]) or ${CONTEXT} offset $__range)`;

/** Connections, listed by name and id. Begins with one: all of them at once are for nobody to read. */
export const connection: Variable = queried(
  'connection',
  'Connection',
  `query_result(label_join(${CONNECTIONS}, "option", " ", "name", "vpn_connection_id"))`,
  QUERY_TYPE.queryResult,
)
  .regex('/option="(?<text>.*)",vpn_connection_id="(?<value>[^"]+)"/')
  .includeAll(false)
  .current({ selected: false, text: '', value: '' });
