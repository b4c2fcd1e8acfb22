import { describe, expect, it } from '@jest/globals';
import {
  connectionOf,
  decodeOne,
  dualRow,
  rejectedField,
  tunnelRow,
  type Json,
} from '../../alicloud/support/rows.ts';

const tunnelOf = (changes: Json, connection: Json = {}) =>
  connectionOf(dualRow([tunnelRow(changes)], connection)).tunnels[0];

const unknownFields = (changes: Json, connection: Json = {}) =>
  decodeOne(dualRow([tunnelRow(changes)], connection)).unknownFields;

const rejection = (changes: Json, connection: Json = {}) =>
  rejectedField(dualRow([tunnelRow(changes)], connection));

describe('descriptive fields of a tunnel', () => {
  it.each([
    ['Role', 'role'],
    ['ZoneNo', 'zone'],
    ['InternetIp', 'internetIp'],
    ['CustomerGatewayId', 'customerGatewayId'],
  ] as const)('%s is text, and empty when there is none', (field, property) => {
    expect(tunnelOf({ [field]: 'some text' })?.[property]).toBe('some text');
    expect(tunnelOf({ [field]: undefined })?.[property]).toBe('');
    expect(tunnelOf({ [field]: { a: 1 } })?.[property]).toBe('');
    expect(unknownFields({ [field]: { a: 1 } })).toEqual([`TunnelOptions.${field}`]);
  });

  it.each([
    ['RemoteId', 'peerId'],
    ['IkeVersion', 'ikeVersion'],
  ] as const)('TunnelIkeConfig.%s is text, and empty when there is none', (field, property) => {
    expect(tunnelOf({ TunnelIkeConfig: { [field]: 'some text' } })?.[property]).toBe('some text');
    for (const config of [{}, null, '', undefined]) {
      expect(tunnelOf({ TunnelIkeConfig: config })?.[property]).toBe('');
    }
  });

  it.each([[[]], ['text'], [7]])('a TunnelIkeConfig of %p does not cost the row', (config) => {
    expect(tunnelOf({ TunnelIkeConfig: config })?.status).toBe('ipsec_sa_established');
    expect(unknownFields({ TunnelIkeConfig: config })).toEqual(['TunnelOptions.TunnelIkeConfig']);
  });

  it.each([
    [1, 1],
    ['2', 2],
    [undefined, undefined],
    ['', undefined],
  ])('TunnelIndex %p: %p', (index, number) => {
    expect(tunnelOf({ TunnelIndex: index })?.index).toBe(number);
    expect(unknownFields({ TunnelIndex: index })).toEqual([]);
  });

  it('a TunnelIndex that is no number is counted', () => {
    expect(unknownFields({ TunnelIndex: 'first' })).toEqual(['TunnelOptions.TunnelIndex']);
  });
});

describe('TunnelId', () => {
  it.each([undefined, null, '', 7])('rejects the row when it is %p', (id) => {
    expect(rejection({ TunnelId: id })).toBe('TunnelOptions.TunnelId');
  });
});

describe('Status of a tunnel', () => {
  it.each([
    'ike_sa_not_established',
    'ike_sa_established',
    'ipsec_sa_not_established',
    'ipsec_sa_established',
  ])('%s, in any case', (status) => {
    expect(tunnelOf({ Status: status })?.status).toBe(status);
    expect(tunnelOf({ Status: status.toUpperCase() })?.status).toBe(status);
    expect(unknownFields({ Status: status })).toEqual([]);
  });

  it('is unknown when missing, and counted when not documented', () => {
    expect(tunnelOf({ Status: '' })?.status).toBe('unknown');
    expect(unknownFields({ Status: '' })).toEqual([]);
    expect(tunnelOf({ Status: 'established' })?.status).toBe('unknown');
    expect(unknownFields({ Status: 'established' })).toEqual(['TunnelOptions.Status']);
  });

  it('rejects the row when it is no text', () => {
    expect(rejection({ Status: true })).toBe('TunnelOptions.Status');
  });
});

describe('State of a tunnel', () => {
  it.each(['active', 'updating', 'deleting'])('knows %s in any case', (state) => {
    expect(tunnelOf({ State: state })?.state).toBe(state);
    expect(tunnelOf({ State: state.toUpperCase() })?.state).toBe(state);
  });

  it('is unknown when missing, and counted when not documented', () => {
    expect(tunnelOf({ State: null })?.state).toBe('unknown');
    expect(tunnelOf({ State: 'attached' })?.state).toBe('unknown');
    expect(unknownFields({ State: 'attached' })).toEqual(['TunnelOptions.State']);
  });
});

describe('BGP of a tunnel', () => {
  it.each([true, 'true', 'True'])('is up or down where EnableTunnelsBgp is %p', (enabled) => {
    const bgpUp = (config: unknown) =>
      tunnelOf({ TunnelBgpConfig: config }, { EnableTunnelsBgp: enabled })?.bgpUp;
    expect(bgpUp({ BgpStatus: 'success' })).toBe(true);
    expect(bgpUp({ BgpStatus: 'Success' })).toBe(true);
    for (const status of ['false', 'failed', false, true, '', null, undefined]) {
      const nothing = {
        BgpStatus: status,
        LocalAsn: '0',
        PeerAsn: '',
        LocalBgpIp: '',
        PeerBgpIp: '',
      };
      expect(bgpUp({ ...nothing, PeerAsn: '65001' })).toBe(false);
      expect(bgpUp({ ...nothing, LocalBgpIp: '169.254.10.1' })).toBe(false);
      expect(bgpUp(nothing)).toBeUndefined();
    }
    for (const config of [{}, '', null, undefined]) expect(bgpUp(config)).toBeUndefined();
  });

  it('is configured as the tunnel says, where it is on', () => {
    const config = {
      BgpStatus: 'false',
      LocalAsn: '45104',
      PeerAsn: '65530',
      LocalBgpIp: '169.254.10.2',
      PeerBgpIp: '169.254.10.1',
      TunnelCidr: '169.254.10.0/30',
    };
    const bgp = (enabled: boolean) =>
      tunnelOf({ TunnelBgpConfig: config }, { EnableTunnelsBgp: enabled })?.bgp;
    expect(bgp(true)).toStrictEqual({
      localAsn: '45104',
      peerAsn: '65530',
      localIp: '169.254.10.2',
      peerIp: '169.254.10.1',
      tunnelCidr: '169.254.10.0/30',
    });
    expect(bgp(false)).toBeUndefined();
  });

  it.each([false, 'false', '', null, undefined])(
    'does not apply where EnableTunnelsBgp is %p',
    (enabled) => {
      const changes = { TunnelBgpConfig: { BgpStatus: 'success' } };
      expect(tunnelOf(changes, { EnableTunnelsBgp: enabled })?.bgpUp).toBeUndefined();
    },
  );

  it.each([
    [{ TunnelBgpConfig: [] }, 'TunnelOptions.TunnelBgpConfig'],
    [{ TunnelBgpConfig: 'success' }, 'TunnelOptions.TunnelBgpConfig'],
    [{ TunnelBgpConfig: { BgpStatus: 1 } }, 'TunnelOptions.TunnelBgpConfig.BgpStatus'],
  ])('%p rejects the row where BGP is on, and only there', (changes, field) => {
    expect(rejection(changes, { EnableTunnelsBgp: true })).toBe(field);
    expect(rejection(changes, { EnableTunnelsBgp: false })).toBeUndefined();
  });

  it.each([1, 'yes', {}])('an EnableTunnelsBgp of %p rejects the row', (enabled) => {
    expect(rejection({}, { EnableTunnelsBgp: enabled })).toBe('EnableTunnelsBgp');
  });
});
