import { describe, expect, it } from '@jest/globals';
import { isEstablished, tunnelsUp } from '../../../src/collectors/connections/item.ts';
import {
  connectionOf,
  decodeOne,
  dualRow,
  rejectedField,
  singleRow,
  tunnelRow,
  type Json,
} from '../../alicloud/support/rows.ts';

const without = (name: string) => singleRow({ [name]: undefined });

describe('descriptive fields', () => {
  it.each([
    ['Name', 'name'],
    ['VpnGatewayId', 'vpnGatewayId'],
    ['CustomerGatewayId', 'customerGatewayId'],
    ['AttachType', 'attachType'],
    ['TransitRouterId', 'transitRouterId'],
    ['NetworkType', 'networkType'],
    ['InternetIp', 'internetIp'],
    ['ResourceGroupId', 'resourceGroupId'],
  ] as const)('%s is text, and empty when there is none', (field, property) => {
    expect(connectionOf(singleRow({ [field]: 'some text' }))[property]).toBe('some text');
    for (const nothing of [undefined, null, '']) {
      expect(connectionOf(singleRow({ [field]: nothing }))[property]).toBe('');
    }
    expect(connectionOf(singleRow({ [field]: 17 }))[property]).toBe('17');
    expect(connectionOf(singleRow({ [field]: false }))[property]).toBe('false');
    const odd = decodeOne(singleRow({ [field]: ['x'] }));
    expect(odd.items[0]?.[property]).toBe('');
    expect(odd.unknownFields).toEqual([field]);
  });

  it('cuts text that no API name comes near to', () => {
    expect(connectionOf(singleRow({ Name: 'x'.repeat(100_000) })).name).toHaveLength(512);
  });
});

describe('VpnConnectionId', () => {
  it.each([undefined, null, '', 7, true, {}, ['vco-1'], 'x'.repeat(513), 'vco-\uD800'])(
    'rejects the row when it is %p',
    (id) => {
      expect(decodeOne(singleRow({ VpnConnectionId: id }))).toEqual({
        items: [],
        rejected: [{ id: undefined, field: 'VpnConnectionId' }],
        unknownFields: [],
      });
    },
  );
});

describe('Status of a single-tunnel connection', () => {
  it.each([
    ['ike_sa_not_established', 0],
    ['ike_sa_established', 0],
    ['ipsec_sa_not_established', 0],
    ['ipsec_sa_established', 1],
  ] as const)('%s: %p tunnels up, in any case', (status, up) => {
    expect(connectionOf(singleRow({ Status: status.toUpperCase() })).status).toBe(status);
    const connection = connectionOf(singleRow({ Status: status }));
    expect(connection.status).toBe(status);
    expect(tunnelsUp(connection)).toBe(up);
    expect(decodeOne(singleRow({ Status: status })).unknownFields).toEqual([]);
  });

  it.each([undefined, null, ''])(
    'is unknown, not a value out of the ordinary, when %p',
    (status) => {
      const { items, unknownFields } = decodeOne(singleRow({ Status: status }));
      expect(items[0]?.status).toBe('unknown');
      expect(unknownFields).toEqual([]);
    },
  );

  it.each(['ipsec_sa_established ', 'unknown', 'success', 'up'])(
    'is unknown and counted when it is %p',
    (status) => {
      const { items, unknownFields } = decodeOne(singleRow({ Status: status }));
      expect(items[0]?.status).toBe('unknown');
      expect(unknownFields).toEqual(['Status']);
    },
  );

  it.each([1, true, {}, ['ipsec_sa_established']])('rejects the row when it is %p', (status) => {
    expect(decodeOne(singleRow({ Status: status })).rejected).toEqual([
      { id: 'vco-single', field: 'Status' },
    ]);
  });
});

describe('State', () => {
  it.each([
    'active',
    'init',
    'attaching',
    'attached',
    'detaching',
    'financialLocked',
    'provisioning',
    'updating',
    'upgrading',
    'deleted',
  ])('knows %s in any case', (state) => {
    expect(connectionOf(singleRow({ State: state })).state).toBe(state);
    expect(connectionOf(singleRow({ State: state.toUpperCase() })).state).toBe(state);
    expect(decodeOne(singleRow({ State: state.toUpperCase() })).unknownFields).toEqual([]);
  });

  it('takes the capital U of the documentation', () => {
    expect(connectionOf(singleRow({ State: 'Upgrading' })).state).toBe('upgrading');
  });

  it('is unknown when missing, and counted when not documented', () => {
    expect(decodeOne(without('State'))).toMatchObject({
      items: [{ state: 'unknown' }],
      unknownFields: [],
    });
    expect(decodeOne(singleRow({ State: 'hibernating' }))).toMatchObject({
      items: [{ state: 'unknown' }],
      unknownFields: ['State'],
    });
  });
});

describe('mode', () => {
  it.each([undefined, null, '', {}, { TunnelOptions: null }, { TunnelOptions: [] }])(
    'is single when TunnelOptionsSpecification is %p',
    (specification) => {
      const connection = connectionOf(singleRow({ TunnelOptionsSpecification: specification }));
      expect(connection.mode).toBe('single');
      expect(connection.tunnels).toEqual([]);
      expect(isEstablished(connection.status)).toBe(true);
    },
  );

  it('is unknown, and the row rejected, where tunnels have BGP and are not there', () => {
    const row = singleRow({ EnableTunnelsBgp: true, TunnelOptionsSpecification: undefined });
    expect(rejectedField(row)).toBe('TunnelOptionsSpecification.TunnelOptions');
  });

  it.each(['', undefined, null, 'ike_sa_not_established', 'ipsec_sa_established'])(
    'of two tunnels is dual, whatever Status (%p) says',
    (status) => {
      const row = dualRow(
        [tunnelRow(), tunnelRow({ TunnelId: 'tun-2', Status: 'ike_sa_not_established' })],
        { Status: status },
      );
      const connection = connectionOf(row);
      expect(connection.mode).toBe('dual');
      expect(connection.status).toBe('unknown');
      expect(tunnelsUp(connection)).toBe(1);
      expect(decodeOne(row).unknownFields).toEqual([]);
    },
  );

  it('is dual, and down, when both tunnels are', () => {
    const down = { Status: 'ipsec_sa_not_established' };
    const connection = connectionOf(
      dualRow([tunnelRow(down), tunnelRow({ TunnelId: 'tun-2', ...down })], {
        Status: 'ipsec_sa_established',
      }),
    );
    expect(tunnelsUp(connection)).toBe(0);
  });

  it.each([
    ['a list in place of the wrapper', [], 'TunnelOptionsSpecification'],
    ['text in place of the wrapper', 'tunnels', 'TunnelOptionsSpecification'],
    [
      'an object in place of the list',
      { TunnelOptions: {} },
      'TunnelOptionsSpecification.TunnelOptions',
    ],
    [
      'a null tunnel',
      { TunnelOptions: [tunnelRow(), null] },
      'TunnelOptionsSpecification.TunnelOptions',
    ],
    [
      'text in place of a tunnel',
      { TunnelOptions: ['tun-1'] },
      'TunnelOptionsSpecification.TunnelOptions',
    ],
    [
      'two tunnels of one id',
      { TunnelOptions: [tunnelRow(), tunnelRow()] },
      'TunnelOptions.TunnelId',
    ],
  ])('%s rejects the row', (_, specification, field) => {
    expect(rejectedField(dualRow([], { TunnelOptionsSpecification: specification }))).toBe(field);
  });
});

describe('BGP of a single-tunnel connection', () => {
  it.each([
    [{ Status: 'success' }, true],
    [{ Status: 'SUCCESS' }, true],
    [{ Status: 'failed', LocalAsn: 65001 }, false],
    [{ Status: 'false', PeerAsn: '65001' }, false],
    [{ Status: false, LocalBgpIp: '169.254.10.1' }, false],
    [{ Status: true, PeerBgpIp: '169.254.10.2' }, false],
    [{ Status: '', PeerAsn: 65001 }, false],
    [
      {
        Status: 'false',
        LocalAsn: 0,
        PeerAsn: '0',
        LocalBgpIp: '',
        PeerBgpIp: null,
        TunnelCidr: '',
      },
      undefined,
    ],
    [{ Status: 'failed' }, undefined],
    [{ Status: false }, undefined],
    [{ Status: '' }, undefined],
    [{ Status: null }, undefined],
    [{}, undefined],
    [null, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('VpnBgpConfig %p: %p', (config, up) => {
    expect(connectionOf(singleRow({ VpnBgpConfig: config })).bgpUp).toBe(up);
  });

  it.each([
    [{ Status: 1 }, 'VpnBgpConfig.Status'],
    [{ Status: ['success'] }, 'VpnBgpConfig.Status'],
    [['success'], 'VpnBgpConfig'],
    ['success', 'VpnBgpConfig'],
  ])('VpnBgpConfig %p rejects the row', (config, field) => {
    expect(rejectedField(singleRow({ VpnBgpConfig: config }))).toBe(field);
  });

  it('says nothing about a dual-tunnel connection', () => {
    const row = dualRow([tunnelRow()], { VpnBgpConfig: { Status: 'success' } });
    expect(connectionOf(row).bgpUp).toBeUndefined();
  });
});

describe('health check', () => {
  it.each([
    [{ Enable: 'true', Status: 'success' }, true],
    [{ Enable: true, Status: 'success' }, true],
    [{ Enable: 'True', Status: 'success' }, true],
    [{ Enable: 'true', Status: 'failed' }, false],
    [{ Enable: 'true', Status: false }, false],
    [{ Enable: 'true', Status: 'Success' }, true],
    [{ Enable: 'true', Status: '' }, undefined],
    [{ Enable: 'true', Status: null }, undefined],
    [{ Enable: 'true' }, undefined],
    [{ Enable: 'false', Status: 'success' }, undefined],
    [{ Enable: false, Status: 'success' }, undefined],
    [{ Enable: '', Status: 'success' }, undefined],
    [{ Enable: null, Status: 'success' }, undefined],
    [{ Status: 'success' }, undefined],
    [{ Enable: 'false', Status: 7 }, undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('VcoHealthCheck %p: %p', (check, up) => {
    expect(connectionOf(singleRow({ VcoHealthCheck: check })).healthCheckUp).toBe(up);
  });

  it.each([
    [{ Enable: 'yes', Status: 'success' }, 'VcoHealthCheck.Enable'],
    [{ Enable: 1, Status: 'success' }, 'VcoHealthCheck.Enable'],
    [{ Enable: 'true', Status: 7 }, 'VcoHealthCheck.Status'],
    [[], 'VcoHealthCheck'],
  ])('VcoHealthCheck %p rejects the row', (check, field) => {
    expect(rejectedField(singleRow({ VcoHealthCheck: check }))).toBe(field);
  });
});

describe('CreateTime', () => {
  it.each([
    [1_492_753_817_000, 1_492_753_817],
    ['1492753817000', 1_492_753_817],
    [1_492_753_817_250, 1_492_753_817.25],
    [0, undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [9e15, undefined],
  ])('%p: %p, nothing odd about it', (time, seconds) => {
    const { items, unknownFields } = decodeOne(singleRow({ CreateTime: time }));
    expect(items[0]?.createdSeconds).toBe(seconds);
    expect(unknownFields).toEqual([]);
  });

  it.each(['-1', -1, '2017-04-21T05:50:17Z', '1.5', true, {}, [], 'Infinity', Infinity])(
    '%p does not cost the row',
    (time) => {
      const { items, unknownFields } = decodeOne(singleRow({ CreateTime: time }));
      expect(items[0]).toMatchObject({ id: 'vco-single', status: 'ipsec_sa_established' });
      expect(items[0]?.createdSeconds).toBeUndefined();
      expect(unknownFields).toEqual(['CreateTime']);
    },
  );
});

describe('Spec', () => {
  it.each([
    ['1000M', 125e6],
    ['5M', 625e3],
    ['5', 625e3],
    [5, 625e3],
    ['1G', undefined],
    ['M', undefined],
    ['-5M', undefined],
    ['1.5M', undefined],
    ['5M ', undefined],
    ['1000000000000000M', undefined],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
  ])('%p: %p bytes per second', (spec, bandwidth) => {
    expect(connectionOf(singleRow({ Spec: spec })).bandwidthBytesPerSecond).toBe(bandwidth);
  });
});

describe('TunnelBandwidth', () => {
  it.each([
    ['Standard', '1000M', 125e6],
    ['LARGE', '1000M', 375e6],
    ['large', undefined, 375e6],
    ['', '200M', 25e6],
    [null, '200M', 25e6],
  ])('%p counts before a Spec of %p: %p bytes per second', (size, spec, bandwidth) => {
    const { items, unknownFields } = decodeOne(singleRow({ TunnelBandwidth: size, Spec: spec }));
    expect(items[0]?.bandwidthBytesPerSecond).toBe(bandwidth);
    expect(unknownFields).toEqual([]);
  });

  it.each(['Huge', 7, ['Large']])('of %p leaves it to Spec, and is counted', (size) => {
    const { items, unknownFields } = decodeOne(singleRow({ TunnelBandwidth: size, Spec: '200M' }));
    expect(items[0]?.bandwidthBytesPerSecond).toBe(25e6);
    expect(unknownFields).toEqual(['TunnelBandwidth']);
  });
});

describe('how BGP of a single-tunnel connection is configured', () => {
  const bgpOf = (config: unknown) => connectionOf(singleRow({ VpnBgpConfig: config })).bgp;

  it('is taken from the row, without the key', () => {
    const config = {
      Status: 'failed',
      LocalAsn: 45_104,
      PeerAsn: 65_530,
      LocalBgpIp: '169.254.10.2',
      PeerBgpIp: '169.254.10.1',
      TunnelCidr: '169.254.10.0/30',
      AuthKey: 'secret',
    };
    expect(bgpOf(config)).toStrictEqual({
      localAsn: '45104',
      peerAsn: '65530',
      localIp: '169.254.10.2',
      peerIp: '169.254.10.1',
      tunnelCidr: '169.254.10.0/30',
    });
  });

  it('has nothing where nothing is set', () => {
    expect(bgpOf({ Status: 'success', LocalAsn: 0, PeerAsn: '0' })).toStrictEqual({
      localAsn: '',
      peerAsn: '',
      localIp: '',
      peerIp: '',
      tunnelCidr: '',
    });
  });

  it.each([undefined, '', {}, { Status: 'failed', LocalAsn: 0, TunnelCidr: '169.254.10.0/30' }])(
    'is not known where BGP is off: %p',
    (config) => {
      expect(bgpOf(config)).toBeUndefined();
    },
  );
});

describe('tags', () => {
  it.each([
    [
      {
        Tag: [
          { Key: 'env', Value: 'prod' },
          { Key: 'owner', Value: '' },
        ],
      },
      { env: 'prod', owner: '' },
    ],
    [{ Tag: [{ Key: 'env' }] }, { env: '' }],
    [{ Tag: [{ Key: 'n', Value: 5 }] }, { n: '5' }],
    [{ Tag: [{ Key: '', Value: 'x' }, { Value: 'y' }] }, {}],
    [{ Tag: [null, 'x', 7, [], { Key: 'env', Value: 'prod' }] }, { env: 'prod' }],
    [{ Tag: null }, {}],
    [{ Tag: {} }, {}],
    [[{ Key: 'env', Value: 'prod' }], {}],
    ['', {}],
    [undefined, {}],
  ])('%p: %p', (tag, tags) => {
    expect(connectionOf(singleRow({ Tag: tag })).tags).toEqual(tags);
  });

  it('takes a tag named __proto__ for one like any other', () => {
    const { tags } = connectionOf(singleRow({ Tag: { Tag: [{ Key: '__proto__', Value: 'x' }] } }));
    expect(Object.entries(tags)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
  });
});

describe('how a connection is configured', () => {
  const configOf = (changes: Json) => connectionOf(singleRow(changes)).config;

  it('is taken from the row', () => {
    const changes = {
      EffectImmediately: true,
      IkeConfig: { RemoteId: '203.0.113.1', IkeVersion: 'ikev2', Psk: 'secret' },
      LocalSubnet: '10.0.0.0/8,10.1.0.0/16',
      RemoteSubnet: '192.168.0.0/16',
      VcoHealthCheck: {
        Enable: 'true',
        Policy: 'revoke_route',
        Sip: '10.0.0.1',
        Dip: '192.168.0.1',
      },
      AttachInstanceId: 'cen-1',
      TransitRouterName: 'router',
    };
    expect(configOf(changes)).toStrictEqual({
      initiation: 'immediate',
      peerId: '203.0.113.1',
      ikeVersion: 'ikev2',
      localSubnet: '10.0.0.0/8,10.1.0.0/16',
      remoteSubnet: '192.168.0.0/16',
      healthCheckPolicy: 'revoke_route',
      healthCheckSource: '10.0.0.1',
      healthCheckDestination: '192.168.0.1',
      cenId: 'cen-1',
      transitRouterName: 'router',
      alerting: 'on',
    });
  });

  it.each([
    [true, 'immediate'],
    ['True', 'immediate'],
    [false, 'on_demand'],
    ['false', 'on_demand'],
    ['', ''],
    [undefined, ''],
    [null, ''],
    [7, ''],
  ])('EffectImmediately %p: initiation %p', (value, initiation) => {
    expect(configOf({ EffectImmediately: value }).initiation).toBe(initiation);
  });

  it('says nothing of a health check that is off', () => {
    const check = {
      Enable: 'false',
      Policy: 'odd',
      Sip: '10.0.0.1',
      Dip: '10.0.0.2',
      Status: 'odd',
    };
    expect(configOf({ VcoHealthCheck: check })).toMatchObject({
      healthCheckPolicy: '',
      healthCheckSource: '',
      healthCheckDestination: '',
    });
    expect(decodeOne(singleRow({ VcoHealthCheck: check })).unknownFields).toEqual([]);
  });

  it('says nothing of the blocks of one tunnel where there are two', () => {
    const row = dualRow([tunnelRow()], { IkeConfig: { RemoteId: 'x', IkeVersion: 'ikev1' } });
    expect(connectionOf(row).config).toMatchObject({ peerId: '', ikeVersion: '' });
  });

  it.each([
    ['off', 'off'],
    ['OFF', 'off'],
    [' off ', 'off'],
    ['on', 'on'],
    ['', 'on'],
    ['no', 'on'],
  ])('tag alicloud-vpn-alert %p: alerting %s', (value, alerting) => {
    const tags = { Tag: [{ Key: 'alicloud-vpn-alert', Value: value }] };
    expect(configOf({ Tag: tags }).alerting).toBe(alerting);
  });
});

describe('fields that the exporter does not know', () => {
  it('cost nothing, whatever they hold', () => {
    const row = singleRow({ OtherThing: 7, NewThing: [null] });
    expect(decodeOne(row)).toEqual(decodeOne(singleRow()));
  });

  it('are not inherited either', () => {
    expect(rejectedField(Object.create(singleRow()))).toBe('VpnConnectionId');
  });
});
