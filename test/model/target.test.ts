import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, string } from 'fast-check';
import { parseConfig } from '../../src/config/schema.ts';
import { inShard, targetKey, targetsOf, type Target } from '../../src/model/target.ts';

const REGIONS = ['cn-hangzhou', 'cn-shanghai', 'eu-central-1', 'us-east-1', 'ap-southeast-1'];

/** 500 targets. */
const TARGETS = targetsOf(
  parseConfig({
    accounts: Array.from({ length: 100 }, (_, index) => ({
      name: `account ${index}`,
      regions: REGIONS,
    })),
  }),
);

/** The shards that poll a target. */
function shardsOf(target: Target, total: number): readonly number[] {
  return Array.from({ length: total }, (_, index) => index).filter((index) =>
    inShard(target, index, total),
  );
}

function shardOf(target: Target, total: number): number {
  return shardsOf(target, total)[0] ?? NaN;
}

describe('targetsOf', () => {
  it('is every account with every region it names', () => {
    const { accounts } = parseConfig({
      accounts: [
        { name: 'a', regions: ['x', 'y'] },
        { name: 'b', regions: 'all' },
        { name: 'c', regions: ['y'] },
      ],
    });
    const config = { ...parseConfig({ accounts: [{ name: 'a', regions: ['x'] }] }), accounts };
    expect(targetsOf(config)).toEqual([
      { account: accounts[0], region: 'x' },
      { account: accounts[0], region: 'y' },
      { account: accounts[2], region: 'y' },
    ]);
  });
});

describe('targetKey', () => {
  it('is different for different targets', () => {
    const targets = targetsOf(
      parseConfig({
        accounts: [
          { name: 'a', regions: ['b-c', 'c'] },
          { name: 'a/b', regions: ['c'] },
          { name: 'a","b', regions: ['c'] },
          { name: 'a-b', regions: ['c'] },
        ],
      }),
    );
    expect(new Set(targets.map(targetKey)).size).toBe(5);
  });
});

describe('inShard', () => {
  it.each([1, 2, 3, 10])('gives every target to exactly one of %d shards', (total) => {
    expect(TARGETS.filter((target) => shardsOf(target, total).length !== 1)).toEqual([]);
  });

  it.each([2, 3, 5, 10])('gives %d shards about the same', (total) => {
    const counts = Array.from(
      { length: total },
      (_, index) => TARGETS.filter((target) => inShard(target, index, total)).length,
    );
    // Four standard deviations of a fair draw.
    const share = TARGETS.length / total;
    const tolerance = 4 * Math.sqrt(share * (1 - 1 / total));
    expect(counts.filter((count) => Math.abs(count - share) > tolerance)).toEqual([]);
  });

  it.each([1, 2, 3, 5, 10])('moves targets only to the new one after %d shards', (total) => {
    const moved = TARGETS.filter((target) => shardOf(target, total) !== shardOf(target, total + 1));
    expect(moved.every((target) => shardOf(target, total + 1) === total)).toBe(true);
    const share = TARGETS.length / (total + 1);
    expect(moved.length).toBeGreaterThan(share / 2);
    expect(moved.length).toBeLessThan(share * 2);
  });

  it('has exactly one shard for any target, which only a new shard takes it from', () => {
    const [{ account } = {}] = TARGETS;
    if (account === undefined) throw new Error('no targets');
    const name = string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    assert(
      property(name, name, integer({ min: 1, max: 40 }), (named, region, total) => {
        const target = { account: { ...account, name: named }, region };
        const [before = NaN, ...others] = shardsOf(target, total);
        expect(others).toEqual([]);
        expect([before, total]).toContain(shardOf(target, total + 1));
      }),
      { numRuns: 500 },
    );
  });

  it('splits the regions of one account and one region of many accounts', () => {
    const [first] = TARGETS;
    const account = TARGETS.filter((target) => target.account === first?.account);
    const region = TARGETS.filter((target) => target.region === first?.region).slice(0, 20);
    expect(new Set(account.map((target) => shardOf(target, 3))).size).toBeGreaterThan(1);
    expect(new Set(region.map((target) => shardOf(target, 3))).size).toBe(3);
  });

  it('is the same in every version of the program, since shards are updated one by one', () => {
    expect(
      TARGETS.slice(0, 20)
        .map((target) => shardOf(target, 4))
        .join(''),
    ).toBe('30131232210321321123');
  });
});
