/** Rows that show fewer tunnels than the connection has: without them its Status is an old one, and it would look up. */

import type { Listing } from '../../alicloud/api.ts';
import type { DecodedRow } from '../../alicloud/decode/page.ts';
import type { Connection } from './item.ts';
import type { Previous } from '../../model/values.ts';
import { TUNNEL_OPTIONS } from './decode.ts';

/** The connections of one target that have been seen with tunnels. */
export class LostTunnels {
  /** They stay here when what is known of them has become too old to be kept. */
  #dual: ReadonlySet<string> = new Set();

  /** The row, or that it is rejected. @param known what the target had at the last complete poll */
  check(row: DecodedRow<Connection>, known: Previous<Connection>): DecodedRow<Connection> {
    if (!('item' in row)) return row;
    const { id, mode, tunnels } = row.item;
    const before = known.get(id)?.item.tunnels.length ?? 0;
    const isLost = tunnels.length < before || (mode === 'single' && this.#dual.has(id));
    return isLost ? { id, field: TUNNEL_OPTIONS } : row;
  }

  /** Takes note of a complete walk: a connection that is not in it is gone. */
  remember({ items, rejected }: Pick<Listing<Connection>, 'items' | 'rejected'>): void {
    const dual = items.filter(({ mode }) => mode === 'dual').map(({ id }) => id);
    const kept = rejected.flatMap(({ id }) => (id !== undefined && this.#dual.has(id) ? [id] : []));
    this.#dual = new Set([...dual, ...kept]);
  }
}
