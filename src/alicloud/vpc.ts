/** The VPC API, which VPN gateways and connections belong to. */

import type { Product } from './product.ts';
import type { AccountConfig } from '../model/account.ts';

/**
 * Regions that the central endpoint serves, and those that share another one; every other region has its own. The same
 * as the endpoint map of @alicloud/vpc20160428, whose client would load all its 1,213 models just to be asked; a test
 * compares the two.
 */
const CENTRAL: ReadonlySet<string> = new Set(
  `cn-hangzhou cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-north-2-gov-1 ap-northeast-2-pop
  cn-beijing-finance-pop cn-beijing-gov-1 cn-beijing-nu16-b01 cn-fujian cn-haidian-cm12-c01
  cn-hangzhou-bj-b01 cn-hangzhou-finance cn-hangzhou-internal-prod-1 cn-hongkong-finance-pop
  cn-shanghai-et2-b01 cn-shanghai-inner cn-shenzhen-inner cn-shenzhen-st4-d01
  cn-shenzhen-su18-b01 cn-wuhan cn-yushanfang cn-zhangbei cn-zhangbei-na61-b01 rus-west-1-pop`.split(
    /\s+/,
  ),
);
const SHARED: Readonly<Record<string, string>> = {
  'cn-edge-1': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'cn-hangzhou-internal-test-1': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-internal-test-2': 'vpc-inner-pre.cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-internal-test-3': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-test-306': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-huhehaote-nebula-1': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'cn-qingdao-nebula': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'cn-shanghai-et15-b01': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-shanghai-internal-test-1': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-zhangjiakou-na62-a01': 'vpc.cn-zhangjiakou.aliyuncs.com',
  'cn-zhengzhou-nebula-1': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'eu-west-1-oxs': 'vpc-nebula.cn-shenzhen-cloudstone.aliyuncs.com',
};

function vpcHost(region: string, network: AccountConfig['network']): string {
  // The SDK ignores the network for mapped regions; the private hosts exist for every region.
  if (network === 'vpc') return `vpc-vpc.${region}.aliyuncs.com`;
  if (CENTRAL.has(region)) return 'vpc.aliyuncs.com';
  const shared = Object.hasOwn(SHARED, region) ? SHARED[region] : undefined;
  return shared ?? `vpc.${region}.aliyuncs.com`;
}

export const VPC: Product = {
  name: 'vpc',
  version: '2016-04-28',
  hostOf: vpcHost,
  overrideOf: ({ endpoint }) => endpoint,
};
