/** The metric of the API calls made for one target. */

import type { RequestCounts } from '../../polling/store.ts';
import { familyOf, type Family, type Labels } from '../../model/family.ts';

const REQUEST_KEY = ['account', 'region'] as const;

/** The calls of one target. */
export interface RequestsSubject {
  readonly key: Labels<(typeof REQUEST_KEY)[number]>;
  readonly requests: RequestCounts;
}

/** All families of API calls that are kept per target. */
export const requestFamilies: readonly Family<RequestsSubject>[] = [
  familyOf<RequestsSubject>()({
    name: 'alicloud_vpn_exporter_api_requests_total',
    type: 'counter',
    help: 'Attempts of API calls, by action and by outcome: OK, the error code of the API, or a class of transport failure.',
    labels: [...REQUEST_KEY, 'action', 'code'],
    samples: ({ key, requests }) =>
      Object.entries(requests).flatMap(([action, codes]) =>
        Object.entries(codes).map(
          ([code, count]) => [count ?? 0, { ...key, action, code }] as const,
        ),
      ),
  }),
];
