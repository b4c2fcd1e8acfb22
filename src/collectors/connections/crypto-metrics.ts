/** The optional metrics of how tunnels and single-tunnel connections are protected. */

import { CRYPTO_VALUES, type Crypto } from './item.ts';
import { CONNECTION_KEY, type ConnectionSubject } from './connection-metrics.ts';
import { familyOf, whenKnown, type Family, type Labels, type Sample } from '../../model/family.ts';
import { eachTunnel, TUNNEL_KEY } from './tunnel-metrics.ts';
import { isWeak, JUDGED_PARAMETERS } from './weak-crypto.ts';

const PARAMETERS = Object.keys(CRYPTO_VALUES);

/** The crypto of each link of a connection, with the labels that identify it, as samples. */
type EachCrypto = (
  samples: (crypto: Crypto, key: Labels) => readonly Sample[],
) => Family<ConnectionSubject>['samples'];

/** A tunnel or a single-tunnel connection: how its metrics are called, its labels, and where the API has its parameters. */
interface Level {
  readonly prefix: string;
  readonly whose: string;
  readonly key: readonly string[];
  readonly ike: string;
  readonly ipsec: string;
  readonly each: EachCrypto;
}

const CONNECTION: Level = {
  prefix: 'alicloud_vpn_connection',
  whose: 'a single-tunnel connection',
  key: CONNECTION_KEY,
  ike: 'IkeConfig',
  ipsec: 'IpsecConfig',
  each:
    (samples) =>
    ({ key, connection: { crypto } }) =>
      crypto === undefined ? [] : samples(crypto, key),
};

const TUNNEL: Level = {
  prefix: 'alicloud_vpn_tunnel',
  whose: 'the tunnel',
  key: TUNNEL_KEY,
  ike: 'TunnelIkeConfig',
  ipsec: 'TunnelIpsecConfig',
  each: (samples) =>
    eachTunnel(({ crypto }, key) => (crypto === undefined ? [] : samples(crypto, key))),
};

const family = familyOf<ConnectionSubject>();

function familiesOf(level: Level): readonly Family<ConnectionSubject>[] {
  const { prefix, whose, key, ike, ipsec, each } = level;
  return [
    family({
      name: `${prefix}_crypto_info`,
      type: 'gauge',
      help: `How ${whose} is protected (${ike}, ${ipsec}, EnableDpd, EnableNatTraversal; the DH groups are IkePfs and IpsecPfs); always 1.`,
      labels: [...key, ...PARAMETERS],
      samples: each(({ parameters }, labels) => [[1, { ...labels, ...parameters }]]),
    }),
    family({
      name: `${prefix}_crypto_weak`,
      type: 'gauge',
      help: `Whether a parameter of how ${whose} is protected (${ike}, ${ipsec}, EnableDpd) is a weak choice (1) or not (0); absent for a value that is missing or not documented.`,
      labels: [...key, 'parameter'],
      samples: each(({ parameters }, labels) =>
        JUDGED_PARAMETERS.flatMap((parameter) =>
          whenKnown(isWeak(parameter, parameters[parameter])).map(
            (value) => [value, { ...labels, parameter }] as const,
          ),
        ),
      ),
    }),
    family({
      name: `${prefix}_ike_lifetime_seconds`,
      type: 'gauge',
      help: `Lifetime of phase 1 of ${whose} (${ike}.IkeLifetime).`,
      labels: key,
      samples: each(({ ikeLifetimeSeconds }, labels) =>
        whenKnown(ikeLifetimeSeconds).map((value) => [value, labels]),
      ),
    }),
    family({
      name: `${prefix}_ipsec_lifetime_seconds`,
      type: 'gauge',
      help: `Lifetime of phase 2 of ${whose} (${ipsec}.IpsecLifetime).`,
      labels: key,
      samples: each(({ ipsecLifetimeSeconds }, labels) =>
        whenKnown(ipsecLifetimeSeconds).map((value) => [value, labels]),
      ),
    }),
  ];
}

export const cryptoFamilies: readonly Family<ConnectionSubject>[] = [
  ...familiesOf(CONNECTION),
  ...familiesOf(TUNNEL),
];
