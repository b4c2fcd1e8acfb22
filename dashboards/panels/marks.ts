/** What the dashboards mark in time. */

import { annotation } from '../kit/annotations.ts';
import { CONNECTION, ofConnection, ofJob, type Select } from '../queries/promql.ts';

/** Alerts that page or open a ticket. */
export const alerts = (select: Select) =>
  annotation({
    name: 'Alerts',
    expr: select('ALERTS', 'alertstate="firing"', 'severity=~"critical|warning"'),
    title: '{{alertname}}',
    text: '{{severity}}: {{account}} {{region}} {{vpn_connection_id}} {{tunnel_id}} {{vpn_gateway_id}} {{scope}} {{scope_id}}',
    colour: 'bad',
  });

/** Configurations of the exporter that came into force. */
export const reloads = annotation({
  name: 'Reloads',
  expr: `1000 * ${ofJob('alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds')}`,
  title: 'Configuration of the exporter in force',
  text: '{{instance}}',
  colour: 'changing',
  valueIsTime: true,
});

/** Longer than the longest step of a range of 30 days. */
const BEFORE = '6m';

/** Facts that are not what they were, of connections that existed. */
function changed(metric: string): string {
  const facts = (offset: string): string => `(${ofConnection(metric)}${offset})`;
  const now = `group without (instance) ${facts('')}`;
  return `${now} unless group without (instance) ${facts(` offset ${BEFORE}`)}`;
}

const CHANGES = [
  'alicloud_vpn_connection_info',
  'alicloud_vpn_connection_config_info',
  'alicloud_vpn_connection_crypto_info',
  'alicloud_vpn_tunnel_info',
  'alicloud_vpn_tunnel_crypto_info',
].map((metric) => `(${changed(metric)})`);

/** Peer, algorithm, subnet or anything else that somebody changed. */
export const changedFacts = annotation({
  name: 'Changed facts',
  expr: `(${CHANGES.join(' or ')}) and on (${CONNECTION}) ${ofConnection('alicloud_vpn_connection_up')} offset ${BEFORE}`,
  title: 'Configuration of {{vpn_connection_id}} {{tunnel_id}} changed',
  text: 'Who did it: ActionTrail, https://actiontrail.console.aliyun.com, events of vpc.aliyuncs.com such as ModifyVpnConnectionAttribute. Now: {{name}} {{customer_gateway_id}} {{peer_id}} {{ike_version}} {{local_subnet}} {{remote_subnet}} {{ike_encryption}} {{ipsec_encryption}}',
  colour: 'degraded',
});
