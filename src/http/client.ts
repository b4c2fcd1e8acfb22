/** Who a connection comes from, for limits per client. */

import { BlockList, isIPv4, isIPv6 } from 'node:net';

const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Groups of 16 bits that name the network of an IPv6 address: a /64 is what one customer gets, so one client. */
const NETWORK_GROUPS = 4;

/** The client behind a remote address: an IPv4 address, the /64 of an IPv6 address, or the text itself. */
export function clientOf(address: string | undefined): string {
  const [plain = ''] = (address ?? '').split('%', 1);
  if (!isIPv6(plain)) return plain;
  const dotted = plain.slice(plain.lastIndexOf(':') + 1);
  if (isIPv4(dotted) && MAPPED.check(plain, 'ipv6')) return dotted;
  return `${networkOf(plain)}::/64`;
}

function networkOf(address: string): string {
  const [head = [], tail] = address.split('::', 2).map(groupsOf);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** The groups of one side of a `::`; an IPv4 address at the end counts for two. */
function groupsOf(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
