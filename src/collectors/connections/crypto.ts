/** How tunnels and single-tunnel connections are protected: which choices are weak, and the optional metrics of it. */

import type { Shown } from '../collector.ts';
import { type Connection, type Crypto, CRYPTO_VALUES, type CryptoParameter } from './item.ts';
import { connectionRows, tunnelRows } from './metrics.ts';
import { type Family, whenKnown } from '../../model/family.ts';

/** A choice that ought to be changed. */
export interface WeakChoice {
  /** The parameters it is weak for. */
  readonly parameters: readonly CryptoParameter[];
  /** One of the documented values. */
  readonly value: string;
  /** Why it is weak, in one sentence. */
  readonly reason: string;
  /** The standard or guideline that says so. */
  readonly source: string;
}

const ENCRYPTION = ['ike_encryption', 'ipsec_encryption'] as const;
const AUTHENTICATION = ['ike_authentication', 'ipsec_authentication'] as const;
const DH_GROUP = ['ike_dh_group', 'ipsec_dh_group'] as const;

/** All of them, as docs/metrics.md shows them; a parameter that is not named here is not judged. */
export const WEAK_CHOICES: readonly WeakChoice[] = [
  {
    parameters: ['ike_version'],
    value: 'ikev1',
    reason: 'IKEv1 is deprecated, its specifications are Historic.',
    source: 'RFC 9395',
  },
  {
    parameters: ENCRYPTION,
    value: 'des',
    reason: 'A key of 56 bits: ENCR_DES MUST NOT be used.',
    source: 'RFC 8247, RFC 8221',
  },
  {
    parameters: ENCRYPTION,
    value: '3des',
    reason: 'Blocks of 64 bits: ENCR_3DES SHOULD NOT be used for ESP, and NIST disallows it.',
    source: 'RFC 8221, NIST SP 800-131A Rev. 2',
  },
  {
    parameters: AUTHENTICATION,
    value: 'md5',
    reason: 'AUTH_HMAC_MD5_96 MUST NOT be used.',
    source: 'RFC 8247, RFC 8221',
  },
  {
    parameters: AUTHENTICATION,
    value: 'sha1',
    reason:
      'AUTH_HMAC_SHA1_96 is on its way out (MUST-); NIST phases SHA-1 out by the end of 2030.',
    source: 'RFC 8247, RFC 8221, NIST (December 2022)',
  },
  {
    parameters: DH_GROUP,
    value: 'group1',
    reason: 'A modulus of 768 bits: MUST NOT be used.',
    source: 'RFC 8247',
  },
  {
    parameters: DH_GROUP,
    value: 'group2',
    reason: 'A modulus of 1024 bits: SHOULD NOT be used.',
    source: 'RFC 8247',
  },
  {
    parameters: DH_GROUP,
    value: 'group5',
    reason: 'A modulus of 1536 bits: SHOULD NOT be used.',
    source: 'RFC 8247',
  },
  {
    parameters: DH_GROUP,
    value: 'group24',
    reason: 'A subgroup of 256 bits of unknown origin: SHOULD NOT be used.',
    source: 'RFC 8247',
  },
  {
    parameters: ['ipsec_dh_group'],
    value: 'disabled',
    reason:
      'Without a key exchange of its own, phase 2 has no forward secrecy beyond that of phase 1.',
    source: 'RFC 7296, section 1.3.1',
  },
  {
    parameters: ['dpd'],
    value: 'false',
    reason:
      'A peer that is gone may not be noticed, so nothing switches over: no weak key, but a weak tunnel.',
    source: 'RFC 3706',
  },
];

/** The parameters that are judged, in the order of the table. */
export const JUDGED_PARAMETERS: readonly CryptoParameter[] = [
  ...new Set(WEAK_CHOICES.flatMap(({ parameters }) => parameters)),
];

/** Whether a value is weak; undefined for one that is missing or not documented, which cannot be judged. */
export function isWeak(parameter: CryptoParameter, value: string): boolean | undefined {
  if (value === '' || value === 'unknown') return undefined;
  return WEAK_CHOICES.some(
    (choice) => choice.value === value && choice.parameters.includes(parameter),
  );
}

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
