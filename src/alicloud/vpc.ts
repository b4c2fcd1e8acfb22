/** The VPC API, which VPN gateways and connections belong to. */

import type { Product } from './product.ts';
import type { AccountConfig } from '../model/account.ts';

/**
 * Regions that the central endpoint serves; every other region has its own. The same as the endpoint map of
 * @alicloud/vpc20160428, whose client would load all its 1,213 models just to be asked; a test compares the two.
 */
const CENTRAL = 'vpc.aliyuncs.com';
const MAPPED: Readonly<Record<string, string>> = {
  'cn-hangzhou': CENTRAL,
  'cn-shanghai-finance-1': CENTRAL,
  'cn-shenzhen-finance-1': CENTRAL,
  'cn-north-2-gov-1': CENTRAL,
  'ap-northeast-2-pop': CENTRAL,
  'cn-beijing-finance-pop': CENTRAL,
  'cn-beijing-gov-1': CENTRAL,
  'cn-beijing-nu16-b01': CENTRAL,
  'cn-edge-1': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'cn-fujian': CENTRAL,
  'cn-haidian-cm12-c01': CENTRAL,
  'cn-hangzhou-bj-b01': CENTRAL,
  'cn-hangzhou-finance': CENTRAL,
  'cn-hangzhou-internal-prod-1': CENTRAL,
  'cn-hangzhou-internal-test-1': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-internal-test-2': 'vpc-inner-pre.cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-internal-test-3': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-hangzhou-test-306': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-hongkong-finance-pop': CENTRAL,
  'cn-huhehaote-nebula-1': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'cn-qingdao-nebula': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'cn-shanghai-et15-b01': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-shanghai-et2-b01': CENTRAL,
  'cn-shanghai-inner': CENTRAL,
  'cn-shanghai-internal-test-1': 'vpc-pre.cn-hangzhou.aliyuncs.com',
  'cn-shenzhen-inner': CENTRAL,
  'cn-shenzhen-st4-d01': CENTRAL,
  'cn-shenzhen-su18-b01': CENTRAL,
  'cn-wuhan': CENTRAL,
  'cn-yushanfang': CENTRAL,
  'cn-zhangbei': CENTRAL,
  'cn-zhangbei-na61-b01': CENTRAL,
  'cn-zhangjiakou-na62-a01': 'vpc.cn-zhangjiakou.aliyuncs.com',
  'cn-zhengzhou-nebula-1': 'vpc-nebula.cn-qingdao-nebula.aliyuncs.com',
  'eu-west-1-oxs': 'vpc-nebula.cn-shenzhen-cloudstone.aliyuncs.com',
  'rus-west-1-pop': CENTRAL,
};

export function vpcHost(region: string, network: AccountConfig['network']): string {
  // The SDK ignores the network for mapped regions; the private hosts exist for every region.
  if (network === 'vpc') return `vpc-vpc.${region}.aliyuncs.com`;
  return Object.hasOwn(MAPPED, region) ? (MAPPED[region] ?? CENTRAL) : `vpc.${region}.aliyuncs.com`;
}

export const VPC: Product = {
  name: 'vpc',
  version: '2016-04-28',
  hostOf: vpcHost,
  overrideOf: ({ endpoint }) => endpoint,
};
