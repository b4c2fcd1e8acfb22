import { describe, expect, it } from '@jest/globals';
import { PAGE_SIZE } from '../../src/alicloud/decode/page.ts';
import { VPC } from '../../src/alicloud/vpc.ts';
import { regionsRequest } from '../../src/alicloud/regions.ts';
import { connectionsRequest } from '../../src/collectors/connections/index.ts';
import { diagnoseRequest } from '../../src/collectors/diagnosis/request.ts';
import { gatewaysRequest } from '../../src/collectors/gateways/index.ts';
import { routesRequest } from '../../src/collectors/routes/request.ts';
import type { Filters } from '../../src/model/account.ts';

const LIST = { maxBytes: 2 * 1024 * 1024, maxText: 4096 };

const NOTHING: Filters = {
  vpnGatewayId: undefined,
  customerGatewayId: undefined,
  vpnConnectionId: undefined,
  resourceGroupId: undefined,
  tags: {},
};

const EVERYTHING: Filters = {
  vpnGatewayId: 'vpn-1',
  customerGatewayId: 'cgw-1',
  vpnConnectionId: 'vco-1',
  resourceGroupId: 'rg-1',
  tags: { env: 'prod', owner: '' },
};

describe('DescribeVpnConnections', () => {
  it('asks for the largest page there is', () => {
    expect(PAGE_SIZE).toBe(50);
    expect(connectionsRequest('cn-hangzhou', NOTHING, 3)).toEqual({
      product: VPC,
      action: 'DescribeVpnConnections',
      limits: LIST,
      query: { RegionId: 'cn-hangzhou', PageNumber: '3', PageSize: '50' },
    });
  });

  it('sends every filter', () => {
    expect(connectionsRequest('eu-central-1', EVERYTHING, 1).query).toEqual({
      RegionId: 'eu-central-1',
      PageNumber: '1',
      PageSize: '50',
      VpnGatewayId: 'vpn-1',
      CustomerGatewayId: 'cgw-1',
      VpnConnectionId: 'vco-1',
      ResourceGroupId: 'rg-1',
      'Tag.1.Key': 'env',
      'Tag.1.Value': 'prod',
      'Tag.2.Key': 'owner',
      'Tag.2.Value': '',
    });
  });

  it('counts more than nine tags on', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`k${index}`, `v${index}`]),
    );
    const { query } = connectionsRequest('cn-hangzhou', { ...NOTHING, tags }, 1);
    expect(query['Tag.20.Key']).toBe('k19');
    expect(query['Tag.20.Value']).toBe('v19');
  });
});

describe('DescribeVpnGateways', () => {
  it('sends the filters that are about gateways', () => {
    expect(gatewaysRequest('cn-hangzhou', EVERYTHING, 2)).toEqual({
      product: VPC,
      action: 'DescribeVpnGateways',
      limits: LIST,
      query: {
        RegionId: 'cn-hangzhou',
        PageNumber: '2',
        PageSize: '50',
        IncludeReservationData: 'true',
        VpnGatewayId: 'vpn-1',
        ResourceGroupId: 'rg-1',
        'Tag.1.Key': 'env',
        'Tag.1.Value': 'prod',
        'Tag.2.Key': 'owner',
        'Tag.2.Value': '',
      },
    });
  });
});

describe('DescribeRegions', () => {
  it('asks for English names', () => {
    expect(regionsRequest()).toEqual({
      product: VPC,
      action: 'DescribeRegions',
      limits: LIST,
      query: { AcceptLanguage: 'en-US' },
    });
  });
});

describe('DiagnoseVpnConnections', () => {
  it('names connections or tunnels', () => {
    const connections = diagnoseRequest('cn-hangzhou', { vpnConnectionIds: ['vco-1', 'vco-2'] }, 1);
    expect(connections).toEqual({
      product: VPC,
      action: 'DiagnoseVpnConnections',
      limits: { ...LIST, maxBytes: 16 * 1024 * 1024 },
      query: {
        RegionId: 'cn-hangzhou',
        PageNumber: '1',
        PageSize: '50',
        'VpnConnectionIds.1': 'vco-1',
        'VpnConnectionIds.2': 'vco-2',
      },
    });
    expect(diagnoseRequest('cn-hangzhou', { tunnelIds: ['tun-1'] }, 2).query).toEqual({
      RegionId: 'cn-hangzhou',
      PageNumber: '2',
      PageSize: '50',
      'TunnelIds.1': 'tun-1',
    });
  });
});

describe('DescribeVcoRouteEntries', () => {
  it.each([
    ['custom', 1, '1'],
    ['bgp', 3, '50'],
  ] as const)('asks for %s routes, page %i of %s', (type, page, size) => {
    expect(routesRequest('cn-hangzhou', 'vco-1', type, page)).toEqual({
      product: VPC,
      action: 'DescribeVcoRouteEntries',
      limits: LIST,
      query: {
        RegionId: 'cn-hangzhou',
        VpnConnectionId: 'vco-1',
        RouteEntryType: type,
        PageNumber: String(page),
        PageSize: size,
      },
    });
  });
});
