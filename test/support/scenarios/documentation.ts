/** The documentation's own sample of DescribeVpnConnections as a scenario: TotalCount 2, one row. */

import type { JsonObject } from '../../../src/simulator/json.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';

/** The row of the sample, field for field. */
const DOCUMENTED_CONNECTION: JsonObject = {
  Status: 'ipsec_sa_established',
  EnableNatTraversal: true,
  RemoteCaCertificate: '-----BEGIN CERTIFICATE----- MIIB7zCCAZW**** -----END CERTIFICATE-----',
  CreateTime: 1492753817000,
  EffectImmediately: true,
  VpnGatewayId: 'vpn-bp1q8bgx4xnkm****',
  LocalSubnet: '192.168.0.0/16,172.17.0.0/16',
  VpnConnectionId: 'vco-bp10lz7aejumd****',
  RemoteSubnet: '10.0.0.0/8,172.16.0.0/16',
  CustomerGatewayId: 'cgw-bp1mvj4g9kogw****',
  Name: 'nametest',
  EnableDpd: true,
  IkeConfig: {
    RemoteId: '139.17.XX.XX',
    IkeLifetime: 86400,
    IkeEncAlg: 'aes',
    LocalId: '116.64.XX.XX',
    IkeMode: 'main',
    IkeVersion: 'ikev1',
    IkePfs: 'group2',
    Psk: 'pgw6dy7****',
    IkeAuthAlg: 'sha1',
  },
  IpsecConfig: {
    IpsecAuthAlg: 'sha1',
    IpsecLifetime: 86400,
    IpsecEncAlg: 'aes',
    IpsecPfs: 'group2',
  },
  VcoHealthCheck: {
    Status: 'success',
    Dip: '192.168.0.1',
    Interval: 2,
    Retry: 3,
    Sip: '192.168.0.50',
    Enable: 'true',
    Policy: 'revoke_route',
  },
  VpnBgpConfig: {
    Status: 'success',
    PeerBgpIp: '169.254.10.1',
    TunnelCidr: '169.254.10.0/30',
    LocalBgpIp: '169.254.10.2',
    PeerAsn: 65530,
    LocalAsn: 65531,
    AuthKey: 'AuthKey****',
  },
  AttachType: 'CEN',
  NetworkType: 'public',
  AttachInstanceId: 'cen-lxxpbpalc776qz****',
  Spec: '1000M',
  State: 'attached',
  TransitRouterId: 'tr-p0we2edef9qr44a85****',
  TransitRouterName: 'nametest',
  CrossAccountAuthorized: false,
  InternetIp: '10.XX.XX.10',
  Tag: {
    Tag: [
      {
        Key: 'TagKey',
        Value: 'TagValue',
      },
    ],
  },
  TunnelOptionsSpecification: {
    TunnelOptions: [
      {
        TunnelId: 'tun-opsqc4d97wni27****',
        CustomerGatewayId: 'cgw-p0wy363lucf1uyae8****',
        EnableDpd: 'true',
        EnableNatTraversal: 'true',
        InternetIp: '47.21.XX.XX',
        RemoteCaCertificate:
          '-----BEGIN CERTIFICATE----- MIIB7zCCAZW**** -----END CERTIFICATE-----',
        Role: 'master',
        State: 'active',
        Status: 'ipsec_sa_established',
        TunnelBgpConfig: {
          BgpStatus: 'success',
          LocalAsn: '65530',
          LocalBgpIp: '169.254.10.1',
          PeerAsn: '65531',
          PeerBgpIp: '169.254.10.2',
          TunnelCidr: '169.254.10.0/30',
        },
        TunnelIkeConfig: {
          IkeAuthAlg: 'sha1',
          IkeEncAlg: 'aes',
          IkeLifetime: '86400',
          IkeMode: 'main',
          IkePfs: 'group2',
          IkeVersion: 'ikev1',
          LocalId: '47.21.XX.XX',
          Psk: '123456****',
          RemoteId: '47.42.XX.XX',
        },
        TunnelIpsecConfig: {
          IpsecAuthAlg: 'sha1',
          IpsecEncAlg: 'aes',
          IpsecLifetime: '86400',
          IpsecPfs: 'group2',
        },
        ZoneNo: 'ap-southeast-5a',
      },
    ],
  },
  EnableTunnelsBgp: true,
  ResourceGroupId: 'rg-acfmzs372yg****',
};

/** The region of the sample's tunnels. */
export const DOCUMENTED_REGION = 'ap-southeast-5';

/** One account with the sample's row. */
export const documentationScenario: ScenarioInput = {
  accounts: [
    {
      name: 'documentation',
      accessKeys: [{ id: 'simulated-key-documentation', secret: 'simulated-secret-documentation' }],
      regions: {
        [DOCUMENTED_REGION]: {
          connections: [DOCUMENTED_CONNECTION],
          totalCount: { connections: 2 },
        },
      },
    },
  ],
};
