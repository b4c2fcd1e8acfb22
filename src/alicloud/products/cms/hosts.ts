/** Hosts of CloudMonitor. */

import type { AccountConfig } from '../../../model/account.ts';

/**
 * Regions with a host of their own name for it: the endpoint map of @alicloud/cms20190101 4.0.10, whose every entry is
 * `metrics.<region>.aliyuncs.com`. The package itself is not a dependency: 37 MB for two calls.
 */
export const MAPPED: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-southeast-8',
  'cn-beijing',
  'cn-beijing-finance-1',
  'cn-chengdu',
  'cn-fuzhou',
  'cn-guangzhou',
  'cn-hangzhou',
  'cn-hangzhou-finance',
  'cn-heyuan',
  'cn-heyuan-acdr-1',
  'cn-hongkong',
  'cn-huhehaote',
  'cn-nanjing',
  'cn-north-2-gov-1',
  'cn-qingdao',
  'cn-shanghai',
  'cn-shanghai-finance-1',
  'cn-shenzhen',
  'cn-shenzhen-finance-1',
  'cn-wuhan-lr',
  'cn-wulanchabu',
  'cn-wulanchabu-gic-1',
  'cn-zhangjiakou',
  'cn-zhengzhou-jva',
  'cn-zhongwei',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'me-central-1',
  'me-east-1',
  'na-south-1',
  'us-east-1',
  'us-southeast-1',
  'us-west-1',
]);

/** The host of a region: the one that the vendor's client would take. */
export function cmsHost(region: string, network: AccountConfig['network']): string {
  // The vendor's client ignores the network for mapped regions; its documentation lists a private host for each.
  if (network === 'vpc') return `cms-vpc.${region}.aliyuncs.com`;
  return MAPPED.has(region) ? `metrics.${region}.aliyuncs.com` : `cms.${region}.aliyuncs.com`;
}
