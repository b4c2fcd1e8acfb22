/** Faults of the bytes of an answer: a byte order mark, compression nobody asked for. */

import { withByteOrderMark, withGzip, type Reply } from '../reply.ts';
import type { Effect } from './effect.ts';

function encoded(reply: Reply, effect: Effect): Reply {
  if (effect.kind === 'byte_order_mark') return withByteOrderMark(reply);
  if (effect.kind === 'gzip') return withGzip(reply, effect.declared);
  return reply;
}

/** The answer under these effects. */
export function withEncodings(reply: Reply, effects: readonly Effect[]): Reply {
  return effects.reduce(encoded, reply);
}
