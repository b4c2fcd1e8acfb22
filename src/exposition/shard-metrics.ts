/** What a process tells of its part of the targets, so that a missing part can be noticed. Pure. */

import type { Shard } from '../model/target.ts';
import type { ExporterFamily, ExporterSample } from './exporter-metrics.ts';
import { haveSameItems } from '../model/lists.ts';
import type { TargetState } from '../polling/store.ts';

/** A target of one's own; what discovers an account's regions is everybody's. */
function isOwn({ collectors }: TargetState): boolean {
  return !('regions' in collectors);
}

/**
 * The families of a shard: which one it is, and what it polls. They are there from the start, before the first poll,
 * and for a process that polls everything as well: it is shard 0 of 1. The same objects as long as the targets are.
 */
export class ShardMetrics {
  readonly #shard: Shard;
  #targets: readonly TargetState['target'][] = [];
  #families: readonly ExporterFamily[] | undefined;

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  families(states: readonly TargetState[]): readonly ExporterFamily[] {
    const targets = states.map(({ target }) => target);
    if (this.#families === undefined || !haveSameItems(targets, this.#targets)) {
      this.#targets = targets;
      this.#families = familiesOf(this.#shard, states);
    }
    return this.#families;
  }
}

function familiesOf(
  { index, total }: Shard,
  targets: readonly TargetState[],
): readonly ExporterFamily[] {
  const labels = { shard: index };
  const polled = targets.filter(isOwn).map(({ target }): ExporterSample => ({
    value: 1,
    labels: { account: target.account.name, region: target.region, ...labels },
  }));
  return [
    {
      name: 'alicloud_vpn_exporter_shard_info',
      help: 'Which part of the targets this process polls, counted from 0 (shard.index); always 1.',
      type: 'gauge',
      values: [{ value: 1, labels }],
    },
    {
      name: 'alicloud_vpn_exporter_shards',
      help: 'Number of parts that the targets are split over (shard.total).',
      type: 'gauge',
      values: [{ value: total, labels: {} }],
    },
    {
      name: 'alicloud_vpn_exporter_target_info',
      help: 'A target that this process polls, whether or not a poll has ended yet; always 1.',
      type: 'gauge',
      values: polled,
    },
  ];
}
