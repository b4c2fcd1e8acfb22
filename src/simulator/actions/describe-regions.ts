/** DescribeRegions: every region of the account, refused ones included; it needs no permission and has no pages. */

import { localName, regionEndpoint } from '../regions.ts';
import type { Action } from './action.ts';

export const describeRegions: Action = {
  scope: 'account',
  run: ({ account, params }) => {
    const ids = [...Object.keys(account.regions), ...account.refusedRegions].toSorted();
    const language = params.get('AcceptLanguage');
    const regions = ids.map((id) => ({
      RegionId: id,
      LocalName: localName(id, language),
      RegionEndpoint: regionEndpoint(id),
    }));
    return { Regions: { Region: regions } };
  },
};
