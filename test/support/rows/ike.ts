/** The IKE, IPsec, BGP and certificate blocks of rows, typed as the API types them. */

import type { JsonObject } from '../../../src/simulator/json.ts';
import { publicAddress, secret } from './made-up.ts';

/** Certificates come back with a row, too; they are no secret, but nobody wants them in a label. */
export const CERTIFICATE =
  '-----BEGIN CERTIFICATE----- MIIBsimulatedCertificate -----END CERTIFICATE-----';

/** IkeConfig of a single-tunnel connection: IkeLifetime is a number. */
export function ikeConfig(seed: string, localIp: string): JsonObject {
  return {
    RemoteId: publicAddress(`peer ${seed}`),
    IkeLifetime: 86_400,
    IkeEncAlg: 'aes256',
    LocalId: localIp,
    IkeMode: 'main',
    IkeVersion: 'ikev2',
    IkePfs: 'group14',
    Psk: secret('Psk', seed),
    IkeAuthAlg: 'sha256',
  };
}

/** TunnelIkeConfig of a tunnel: IkeLifetime is text. */
export function tunnelIkeConfig(seed: string, localIp: string): JsonObject {
  return { ...ikeConfig(seed, localIp), IkeLifetime: '86400' };
}

/** IpsecConfig: IpsecLifetime is a number. */
export const IPSEC_CONFIG: JsonObject = {
  IpsecAuthAlg: 'sha256',
  IpsecLifetime: 86_400,
  IpsecEncAlg: 'aes256',
  IpsecPfs: 'group14',
};

/** TunnelIpsecConfig: IpsecLifetime is text. */
export const TUNNEL_IPSEC_CONFIG: JsonObject = { ...IPSEC_CONFIG, IpsecLifetime: '86400' };

/** VpnBgpConfig of a single-tunnel connection: the ASNs are numbers. */
export function bgpConfig(seed: string, status: string): JsonObject {
  return {
    Status: status,
    PeerBgpIp: '169.254.10.1',
    TunnelCidr: '169.254.10.0/30',
    LocalBgpIp: '169.254.10.2',
    PeerAsn: 65_530,
    LocalAsn: 45_104,
    AuthKey: secret('AuthKey', seed),
  };
}

/** TunnelBgpConfig of a tunnel: the ASNs are text. */
export function tunnelBgpConfig(index: number, status: string): JsonObject {
  return {
    BgpStatus: status,
    LocalAsn: '45104',
    LocalBgpIp: `169.254.1${index}.2`,
    PeerAsn: '65530',
    PeerBgpIp: `169.254.1${index}.1`,
    TunnelCidr: `169.254.1${index}.0/30`,
  };
}

/** VcoHealthCheck; switched off, the API still reports Status success. */
export function healthCheck(status: 'success' | 'failed' | undefined): JsonObject {
  return status === undefined
    ? { Status: 'success', Enable: 'false', Dip: '', Sip: '', Retry: 0, Interval: 0 }
    : {
        Status: status,
        Enable: 'true',
        Dip: '10.20.0.1',
        Sip: '172.16.0.50',
        Retry: 3,
        Interval: 2,
        Policy: 'revoke_route',
      };
}
