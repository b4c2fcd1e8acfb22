/** The optional metrics of how tunnels and single-tunnel connections are protected. */

import { CRYPTO_VALUES, type Crypto } from './item.ts';
import { CONNECTION_KEY, type ConnectionSubject } from './connection-metrics.ts';
import { rowsOf, whenKnown, type Family, type Labels } from '../../model/family.ts';
import { TUNNEL_KEY, tunnelsOf } from './tunnel-metrics.ts';
import { isWeak, JUDGED_PARAMETERS } from './weak-crypto.ts';

const PARAMETERS = Object.keys(CRYPTO_VALUES);

/** A tunnel or a single-tunnel connection: how its metrics are called, its labels, and where the API has its parameters. */
interface Level {
  readonly prefix: string;
  readonly whose: string;
  readonly key: readonly string[];
  readonly ike: string;
  readonly ipsec: string;
  readonly cryptoOf: (
    subject: ConnectionSubject,
  ) => readonly (readonly [Labels, Crypto | undefined])[];
}

const CONNECTION: Level = {
  prefix: 'alicloud_vpn_connection',
  whose: 'a single-tunnel connection',
  key: CONNECTION_KEY,
  ike: 'IkeConfig',
  ipsec: 'IpsecConfig',
  cryptoOf: ({ key, connection }) => [[key, connection.crypto]],
};

const TUNNEL: Level = {
  prefix: 'alicloud_vpn_tunnel',
  whose: 'the tunnel',
  key: TUNNEL_KEY,
  ike: 'TunnelIkeConfig',
  ipsec: 'TunnelIpsecConfig',
  cryptoOf: (subject) => tunnelsOf(subject).map(([key, { crypto }]) => [key, crypto]),
};

function familiesOf(level: Level): readonly Family<ConnectionSubject>[] {
  const { prefix, whose, key, ike, ipsec, cryptoOf } = level;
  const { row, gauge } = rowsOf(key, (subject: ConnectionSubject) =>
    cryptoOf(subject).flatMap(([labels, crypto]) =>
      crypto === undefined ? [] : [[labels, crypto] as const],
    ),
  );
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

export const cryptoFamilies: readonly Family<ConnectionSubject>[] = [
  ...familiesOf(CONNECTION),
  ...familiesOf(TUNNEL),
];
