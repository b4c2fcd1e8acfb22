/** What helm says after an installation. */

import { describe, expect, it } from '@jest/globals';
import { Helm, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

(tools === undefined ? describe.skip : describe)('the notes after an installation', () => {
  const helm = new Helm(tools?.helm ?? '');

  it.each<readonly [string, Values, readonly RegExp[], readonly RegExp[]]>([
    [
      'the defaults',
      {},
      [
        /Deployment vpn-alicloud-vpn-exporter/,
        /port-forward service\/vpn-alicloud-vpn-exporter 10061:10061/,
        /helm test vpn/,
        /Nothing scrapes the exporter/,
      ],
      [/demo/, /RRSA/, /kubelet/],
    ],
    ['the demo', { demo: true }, [/made up/], []],
    [
      'shards',
      { shards: 2 },
      [/StatefulSet .* with 2 shards/, /port-forward pod\/vpn-alicloud-vpn-exporter-0 10061:10061/],
      [],
    ],
    ['another port', { service: { port: 80 } }, [/10061:80$/m], []],
    [
      'RRSA',
      { rrsa: { roleName: 'r' } },
      [/kubectl label namespace vpn-test pod-identity\.alibabacloud\.com\/injection=on/],
      [],
    ],
    [
      'a password',
      { web: { config: { basic_auth_users: { a: 'hash' } } } },
      [/the probes only\s+open a connection/],
      [/hash/],
    ],
    [
      'TLS',
      { web: { config: { tls_server_config: { cert_file: '/c', key_file: '/k' } } } },
      [/https:\/\/localhost:10061/],
      [],
    ],
    [
      'a ServiceMonitor and no test',
      { serviceMonitor: { enabled: true }, tests: { enabled: false } },
      [],
      [/Nothing scrapes/, /helm test/],
    ],
  ])('with %s say what matters', async (_name, values, present, absent) => {
    const notes = await helm.notes(values);
    for (const pattern of present) expect(notes).toMatch(pattern);
    for (const pattern of absent) expect(notes).not.toMatch(pattern);
  });
});
