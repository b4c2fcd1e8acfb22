/** The `filters` of an account. */

import { z } from 'zod';
import type { Filters } from '../model/account.ts';
import { isMapping } from '../model/values.ts';
import { freeText, mapping, optional, resourceId, withRule } from './fields.ts';
import { hasControl } from './text.ts';

/** Limits of `Tag.N` of DescribeVpnConnections. */
const MAX_TAGS = 20;
const MAX_TAG_KEY = 64;
const MAX_TAG_VALUE = 128;

/** In characters, not in the units that JavaScript stores them in. */
function lengthOf(value: string): number {
  return Array.from(value).length;
}

export const tagKey = freeText(
  `a tag key of 1 to ${MAX_TAG_KEY} characters`,
  (key) => key !== '' && lengthOf(key) <= MAX_TAG_KEY && !hasControl(key),
);

const tagValue = freeText(
  `a text of at most ${MAX_TAG_VALUE} characters`,
  (value) => lengthOf(value) <= MAX_TAG_VALUE && !hasControl(value),
);

const tagMap = withRule(z.record(tagKey, tagValue, { error: 'a mapping' }), (value, { report }) => {
  if (Object.keys(value).length > MAX_TAGS) report([], `at most ${MAX_TAGS} tags`, 'more');
});

/** zod leaves a key named `__proto__` out of a record without a word. */
const tags = z.preprocess((input, context) => {
  if (isMapping(input) && Object.hasOwn(input, '__proto__')) {
    context.addIssue({ code: 'custom', message: 'another tag key', path: ['__proto__'] });
  }
  return input;
}, tagMap);

function idFilter(what: string, field: string, example: string) {
  const meaning = `Only ${what} with this \`${field}\`.`;
  return optional(resourceId(example), { type: 'id', meaning, example });
}

export const filtersSchema = mapping({
  vpn_gateway_id: idFilter('connections and VPN gateways', 'VpnGatewayId', 'vpn-bp1q8bgx4xnkm2ogj'),
  customer_gateway_id: idFilter('connections', 'CustomerGatewayId', 'cgw-bp1mvj4g9kogwwcxk'),
  vpn_connection_id: idFilter('connections', 'VpnConnectionId', 'vco-bp1bbi27hojx80nck'),
  resource_group_id: idFilter('connections and VPN gateways', 'ResourceGroupId', 'rg-acfmzs372yg'),
  tags: optional(tags, {
    type: 'tag keys with their values',
    meaning: `Only connections and VPN gateways that have all these tags; at most ${MAX_TAGS}. Keys have 1 to ${MAX_TAG_KEY} characters, values at most ${MAX_TAG_VALUE}.`,
    example: '{env: prod}',
  }),
});

/** The filters that a section sets. */
export function toFilters(input: z.output<typeof filtersSchema>): Filters {
  return {
    vpnGatewayId: input.vpn_gateway_id ?? undefined,
    customerGatewayId: input.customer_gateway_id ?? undefined,
    vpnConnectionId: input.vpn_connection_id ?? undefined,
    resourceGroupId: input.resource_group_id ?? undefined,
    tags: input.tags ?? {},
  };
}
