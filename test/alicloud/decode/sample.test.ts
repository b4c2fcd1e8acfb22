import { describe, expect, it } from '@jest/globals';
import { decodePage } from '../../../src/alicloud/decode/page.ts';
import { CONNECTIONS, connectionOf, decodeOne, sampleBody, sampleRow } from '../support/rows.ts';

describe('the sample of the documentation', () => {
  it('is a page of one row that reports two', () => {
    expect(decodePage(sampleBody(), CONNECTIONS)).toEqual({
      rows: [sampleRow()],
      total: 2,
      size: 10,
    });
  });

  it('decodes to exactly this', () => {
    expect(connectionOf(sampleRow())).toStrictEqual({
      id: 'vco-bp10lz7aejumd****',
      name: 'nametest',
      vpnGatewayId: 'vpn-bp1q8bgx4xnkm****',
      customerGatewayId: 'cgw-bp1mvj4g9kogw****',
      attachType: 'CEN',
      transitRouterId: 'tr-p0we2edef9qr44a85****',
      networkType: 'public',
      internetIp: '10.XX.XX.10',
      resourceGroupId: 'rg-acfmzs372yg****',
      tags: { TagKey: 'TagValue' },
      config: {
        initiation: 'immediate',
        peerId: '',
        ikeVersion: '',
        localSubnet: '192.168.0.0/16,172.17.0.0/16',
        remoteSubnet: '10.0.0.0/8,172.16.0.0/16',
        healthCheckPolicy: 'revoke_route',
        healthCheckSource: '192.168.0.50',
        healthCheckDestination: '192.168.0.1',
        cenId: 'cen-lxxpbpalc776qz****',
        transitRouterName: 'nametest',
        alerting: 'on',
      },
      mode: 'dual',
      status: 'unknown',
      state: 'attached',
      bgpUp: undefined,
      bgp: undefined,
      healthCheckUp: true,
      createdSeconds: 1_492_753_817,
      bandwidthBytesPerSecond: 125e6,
      crypto: undefined,
      tunnels: [
        {
          id: 'tun-opsqc4d97wni27****',
          index: undefined,
          role: 'master',
          zone: 'ap-southeast-5a',
          internetIp: '47.21.XX.XX',
          customerGatewayId: 'cgw-p0wy363lucf1uyae8****',
          peerId: '47.42.XX.XX',
          ikeVersion: 'ikev1',
          status: 'ipsec_sa_established',
          state: 'active',
          bgpUp: true,
          bgp: {
            localAsn: '65530',
            peerAsn: '65531',
            localIp: '169.254.10.1',
            peerIp: '169.254.10.2',
            tunnelCidr: '169.254.10.0/30',
          },
          crypto: {
            parameters: {
              ike_version: 'ikev1',
              ike_mode: 'main',
              ike_encryption: 'aes',
              ike_authentication: 'sha1',
              ike_dh_group: 'group2',
              ipsec_encryption: 'aes',
              ipsec_authentication: 'sha1',
              ipsec_dh_group: 'group2',
              dpd: 'true',
              nat_traversal: 'true',
            },
            ikeLifetimeSeconds: 86_400,
            ipsecLifetimeSeconds: 86_400,
          },
        },
      ],
    });
  });

  it('has no value that is not documented', () => {
    expect(decodeOne(sampleRow())).toMatchObject({ unknownFields: [], rejected: [] });
  });
});
