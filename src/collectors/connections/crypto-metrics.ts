/** The optional metrics of how tunnels and single-tunnel connections are protected. */

import { whenKnown, type Family } from '../../model/family.ts';
import type { Shown } from '../collector.ts';
import { CRYPTO_VALUES, type Connection, type Crypto } from './item.ts';
import { connectionRows, tunnelRows } from './metrics.ts';
import { isWeak, JUDGED_PARAMETERS } from './weak-crypto.ts';

const PARAMETERS = Object.keys(CRYPTO_VALUES);

/** @param whose as the help calls it. @param ike @param ipsec where the API has the parameters */
function familiesOf(
  { row, gauge }: ReturnType<typeof tunnelRows<Crypto>>,
  prefix: string,
  whose: string,
  ike: string,
  ipsec: string,
): readonly Family<Shown<Connection>>[] {
  return [
    row(
      `${prefix}_crypto_info`,
      `How ${whose} is protected (${ike}, ${ipsec}, EnableDpd, EnableNatTraversal; the DH groups are IkePfs and IpsecPfs); always 1.`,
      PARAMETERS,
      (labels, { parameters }) => [[1, { ...labels, ...parameters }]],
    ),
    row(
      `${prefix}_crypto_weak`,
      `Whether a parameter of how ${whose} is protected (${ike}, ${ipsec}, EnableDpd) is a weak choice (1) or not (0); absent for a value that is missing or not documented.`,
      ['parameter'],
      (labels, { parameters }) =>
        JUDGED_PARAMETERS.flatMap((parameter) =>
          whenKnown(isWeak(parameter, parameters[parameter])).map(
            (value) => [value, { ...labels, parameter }] as const,
          ),
        ),
    ),
    gauge(
      `${prefix}_ike_lifetime_seconds`,
      `Lifetime of phase 1 of ${whose} (${ike}.IkeLifetime).`,
      ({ ikeLifetimeSeconds }) => ikeLifetimeSeconds,
    ),
    gauge(
      `${prefix}_ipsec_lifetime_seconds`,
      `Lifetime of phase 2 of ${whose} (${ipsec}.IpsecLifetime).`,
      ({ ipsecLifetimeSeconds }) => ipsecLifetimeSeconds,
    ),
  ];
}

export const cryptoFamilies: readonly Family<Shown<Connection>>[] = [
  ...familiesOf(
    connectionRows(({ crypto }) => crypto),
    'alicloud_vpn_connection',
    'a single-tunnel connection',
    'IkeConfig',
    'IpsecConfig',
  ),
  ...familiesOf(
    tunnelRows(({ crypto }) => crypto),
    'alicloud_vpn_tunnel',
    'the tunnel',
    'TunnelIkeConfig',
    'TunnelIpsecConfig',
  ),
];
