/** Regions of the cloud: local names and endpoints, as DescribeRegions returns them. */

interface RegionNames {
  readonly zh: string;
  readonly en: string;
}

const NAMES: Readonly<Record<string, RegionNames>> = {
  'cn-qingdao': { zh: '华北1（青岛）', en: 'China (Qingdao)' },
  'cn-beijing': { zh: '华北2（北京）', en: 'China (Beijing)' },
  'cn-zhangjiakou': { zh: '华北3（张家口）', en: 'China (Zhangjiakou)' },
  'cn-huhehaote': { zh: '华北5（呼和浩特）', en: 'China (Hohhot)' },
  'cn-hangzhou': { zh: '华东1（杭州）', en: 'China (Hangzhou)' },
  'cn-shanghai': { zh: '华东2（上海）', en: 'China (Shanghai)' },
  'cn-shenzhen': { zh: '华南1（深圳）', en: 'China (Shenzhen)' },
  'cn-guangzhou': { zh: '华南3（广州）', en: 'China (Guangzhou)' },
  'cn-chengdu': { zh: '西南1（成都）', en: 'China (Chengdu)' },
  'cn-hongkong': { zh: '中国香港', en: 'China (Hong Kong)' },
  'ap-southeast-1': { zh: '新加坡', en: 'Singapore' },
  'ap-southeast-3': { zh: '马来西亚（吉隆坡）', en: 'Malaysia (Kuala Lumpur)' },
  'ap-southeast-5': { zh: '印度尼西亚（雅加达）', en: 'Indonesia (Jakarta)' },
  'ap-northeast-1': { zh: '日本（东京）', en: 'Japan (Tokyo)' },
  'eu-central-1': { zh: '德国（法兰克福）', en: 'Germany (Frankfurt)' },
  'eu-west-1': { zh: '英国（伦敦）', en: 'UK (London)' },
  'us-east-1': { zh: '美国（弗吉尼亚）', en: 'US (Virginia)' },
  'us-west-1': { zh: '美国（硅谷）', en: 'US (Silicon Valley)' },
  'me-east-1': { zh: '阿联酋（迪拜）', en: 'UAE (Dubai)' },
};

/** Regions that the central endpoint serves. */
const CENTRAL = new Set(['cn-hangzhou', 'cn-shanghai-finance-1', 'cn-shenzhen-finance-1']);

/** LocalName in Chinese, the API's default, or in English; a region without a known name has its id. */
export function localName(region: string, acceptLanguage: string | undefined): string {
  const names = NAMES[region];
  if (names === undefined) return region;
  return acceptLanguage === 'en-US' ? names.en : names.zh;
}

/** RegionEndpoint: the host of the real API in a region. */
export function regionEndpoint(region: string): string {
  return CENTRAL.has(region) ? 'vpc.aliyuncs.com' : `vpc.${region}.aliyuncs.com`;
}
