/** What is polled: one account in one region; and which process polls it. */

import type { AccountConfig } from './account.ts';

/** One account in one region. */
export interface Target {
  readonly account: AccountConfig;
  readonly region: string;
}

/** Which part of the targets this process polls. */
export interface Shard {
  /** From 0 to total - 1. */
  readonly index: number;
  readonly total: number;
}

/** Identifies a target among all others, across reloads of the configuration. */
export function targetKey({ account, region }: Target): string {
  return JSON.stringify([account.name, region]);
}

/** The targets that the configuration names; an account with `regions: all` has none until its regions are known. */
export function targetsOf({
  accounts,
}: {
  readonly accounts: readonly AccountConfig[];
}): readonly Target[] {
  return accounts.flatMap((account) =>
    account.regions === 'all' ? [] : account.regions.map((region) => ({ account, region })),
  );
}

/** Those of them that a shard polls. */
export function targetsOfShard(
  config: Parameters<typeof targetsOf>[0],
  { index, total }: Shard,
): readonly Target[] {
  return targetsOf(config).filter((target) => inShard(target, index, total));
}

/** FNV-1a of the UTF-8 bytes, 32 bits. */
function hash(text: string): number {
  return new TextEncoder()
    .encode(text)
    .reduce((state, byte) => Math.imul(state ^ byte, 0x01000193), 0x811c9dc5);
}

/** A bijection of 32-bit numbers in which every bit depends on every bit: the finisher of MurmurHash3. */
function mix(value: number): number {
  let state = value;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/**
 * Whether a target belongs to shard `index` of `total`, the same in every process. Every shard has a weight for the
 * target and the highest wins, so that another number of shards moves as few targets as possible.
 */
export function inShard(target: Target, index: number, total: number): boolean {
  const seed = hash(targetKey(target));
  // An odd factor keeps the seeds of shards apart, and mix() is a bijection: no two weights are the same.
  const weight = (shard: number): number => mix(seed ^ Math.imul(shard + 1, 0x9e3779b1));
  const own = weight(index);
  for (let shard = 0; shard < total; shard += 1) {
    if (weight(shard) > own) return false;
  }
  return true;
}
