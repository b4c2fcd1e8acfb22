/** CloudMonitor, which knows what passes through tunnels and gateways. */

import { type Meaning, meaning, NO_PERMISSION, type Product } from './product.ts';
import type { AccountConfig } from '../model/account.ts';

/**
 * Regions with a host of their own name for it: the endpoint map of @alicloud/cms20190101 4.0.10, whose every entry is
 * `metrics.<region>.aliyuncs.com`. The package itself is not a dependency: 37 MB for two calls.
 */
export const MAPPED: ReadonlySet<string> = new Set(
  `ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3
  ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-southeast-8 cn-beijing cn-beijing-finance-1
  cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-hangzhou-finance cn-heyuan cn-heyuan-acdr-1
  cn-hongkong cn-huhehaote cn-nanjing cn-north-2-gov-1 cn-qingdao cn-shanghai
  cn-shanghai-finance-1 cn-shenzhen cn-shenzhen-finance-1 cn-wuhan-lr cn-wulanchabu
  cn-wulanchabu-gic-1 cn-zhangjiakou cn-zhengzhou-jva cn-zhongwei eu-central-1 eu-west-1
  eu-west-2 me-central-1 me-east-1 na-south-1 us-east-1 us-southeast-1 us-west-1`.split(/\s+/),
);

/** The host of a region: the one that the vendor's client would take. */
function cmsHost(region: string, network: AccountConfig['network']): string {
  // The vendor's client ignores the network for mapped regions; its documentation lists a private host for each.
  if (network === 'vpc') return `cms-vpc.${region}.aliyuncs.com`;
  return MAPPED.has(region) ? `metrics.${region}.aliyuncs.com` : `cms.${region}.aliyuncs.com`;
}

const INVALID = meaning(
  'invalid_request',
  ({ action, host }) =>
    `${host} refuses ${action}; check collectors.traffic.metrics and cloudmonitor_endpoint`,
);

/** Not throttling: it lasts until the next month, or until somebody pays. */
const QUOTA_USED_UP: Meaning = {
  ...meaning(
    'throttled',
    "CloudMonitor's quota is used up (1,000,000 free calls a month for the account); raise collectors.traffic.interval, or activate pay-as-you-go",
  ),
  code: 'QuotaExceeded',
};

const NOT_ACTIVATED: Meaning = {
  ...meaning(
    'forbidden',
    'CloudMonitor is not activated for this account; activate it, or set collectors.traffic.enabled to false',
  ),
  code: 'NotActivated',
};

/** A refusal with HTTP status 200 has a status as its code. */
const CODES: Readonly<Record<string, Meaning>> = {
  AccessForbidden: NO_PERMISSION,
  '403': NO_PERMISSION,
  ParameterInvalid: INVALID,
  ResourceNotFound: INVALID,
  ResourceConflict: INVALID,
  '400': INVALID,
  '404': INVALID,
  '409': INVALID,
};

/** Which codes they have is not documented, so that the message counts as well. */
const PATTERNS: readonly (readonly [pattern: RegExp, meaning: Meaning])[] = [
  [/quota|LimitExceeded|OverLimit|free.{0,20}used up/i, QUOTA_USED_UP],
  [/not.?(been.?)?(activated|open|subscribed)|Unsubscribed/i, NOT_ACTIVATED],
];

/** What a code means; undefined when it is none of CloudMonitor's own. */
function meaningOfCmsCode(code: string, message: string): Meaning | undefined {
  if (/Throttling/.test(code)) return undefined;
  const found = PATTERNS.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
  return found ?? (Object.hasOwn(CODES, code) ? CODES[code] : undefined);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** `Success` is false; where it is missing, `Code` is not 200. */
function isRefusal(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const success: unknown = Reflect.get(body, 'Success');
  if (success !== undefined) return success !== true && !/^true$/i.test(textOf(success));
  const code: unknown = Reflect.get(body, 'Code');
  return code !== undefined && textOf(code) !== '200';
}

export const CMS: Product = {
  name: 'cms',
  version: '2019-01-01',
  hostOf: cmsHost,
  overrideOf: ({ endpoint, cloudmonitorEndpoint }) => cloudmonitorEndpoint ?? endpoint,
  meaningOf: meaningOfCmsCode,
  isRefusal,
  // A tenth of the documented 50 a second for each action, which the account's other tools use, too.
  accountCallsPerSecond: 5,
};
