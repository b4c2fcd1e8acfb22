/** Who is let in, and at what cost. */

import { describe, expect, it } from '@jest/globals';

import { Authenticator } from '../../../src/http/auth/authenticator.ts';
import type { Asker } from '../../../src/http/auth/fair-queue.ts';
import { bcryptCost, type PasswordComparer } from '../../../src/http/auth/password-comparer.ts';
import { countingComparer } from '../support/comparer.ts';

const hashOf = (cost: string, letter: string): string => `$2y$${cost}$${letter.repeat(53)}`;
const USERS = new Map([
  ['alice', hashOf('10', 'a')],
  ['bob', hashOf('12', 'b')],
]);

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** An authenticator whose logins come from one client unless a test says otherwise. */
function authenticatorOf(comparer: PasswordComparer, maxWaiting: number) {
  const authenticator = new Authenticator(comparer, maxWaiting);
  return {
    judge: (
      users: ReadonlyMap<string, string>,
      login: string | undefined,
      asker = from('10.0.0.1'),
    ) => authenticator.judge(users, login, asker),
  };
}

const from = (client: string): Asker => ({ client, isGone: () => false });

function setUp(maxWaiting = 4) {
  const comparer = countingComparer('right');
  return { comparer, authenticator: authenticatorOf(comparer, maxWaiting) };
}

describe('a login', () => {
  it.each([
    ['alice', 'right', 'accepted'],
    ['bob', 'right', 'accepted'],
    ['alice', 'wrong', 'refused'],
    ['alice', '', 'refused'],
    ['mallory', 'right', 'refused'],
    ['', 'right', 'refused'],
    ['Alice', 'right', 'refused'],
    ['__proto__', 'right', 'refused'],
  ])('%s with the password %s is %s', async (user, password, verdict) => {
    const { authenticator } = setUp();
    expect(await authenticator.judge(USERS, basic(user, password))).toBe(verdict);
    // A second time, from memory.
    expect(await authenticator.judge(USERS, basic(user, password))).toBe(verdict);
  });

  it('costs nothing when there is none in the header', async () => {
    const { authenticator, comparer } = setUp();
    expect(await authenticator.judge(USERS, undefined)).toBe('refused');
    expect(await authenticator.judge(USERS, 'Basic !!!')).toBe('refused');
    expect(comparer.hashes).toEqual([]);
  });
});

describe('comparisons', () => {
  it('are made once per login', async () => {
    const { authenticator, comparer } = setUp();
    for (let round = 0; round < 3; round += 1) {
      await authenticator.judge(USERS, basic('alice', 'right'));
      await authenticator.judge(USERS, basic('alice', 'wrong'));
      await authenticator.judge(USERS, basic('mallory', 'right'));
    }
    expect(comparer.hashes).toHaveLength(3);
  });

  it('are made for an unknown user, too, at the highest cost of the known ones', async () => {
    const { authenticator, comparer } = setUp();
    await authenticator.judge(USERS, basic('mallory', 'right'));
    expect(comparer.hashes.map(bcryptCost)).toEqual([12]);
    expect([...USERS.values()]).not.toContain(comparer.hashes[0]);
  });

  it('are made again after the hash has changed', async () => {
    const { authenticator, comparer } = setUp();
    await authenticator.judge(USERS, basic('alice', 'right'));
    await authenticator.judge(new Map([['alice', hashOf('10', 'c')]]), basic('alice', 'right'));
    expect(comparer.hashes).toEqual([hashOf('10', 'a'), hashOf('10', 'c')]);
  });

  it('do not take one login for another that reads the same', async () => {
    const { authenticator, comparer } = setUp();
    const users = new Map([
      ['a', hashOf('10', 'a')],
      ['a"', hashOf('10', 'a')],
    ]);
    await authenticator.judge(users, basic('a', '","right'));
    await authenticator.judge(users, basic('a","', 'right'));
    await authenticator.judge(users, basic('a"', ',"right'));
    expect(comparer.hashes).toHaveLength(3);
  });

  it('are shared by the same login at the same time', async () => {
    const { authenticator, comparer } = setUp(1);
    comparer.hold();
    const verdicts = [1, 2, 3].map(() => authenticator.judge(USERS, basic('alice', 'right')));
    comparer.release();
    expect(await Promise.all(verdicts)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(comparer.hashes).toHaveLength(1);
  });

  it('are refused past the limit, and there is room again afterwards', async () => {
    const { authenticator, comparer } = setUp(1);
    comparer.hold();
    const guesses = ['x', 'y'].map((guess) => authenticator.judge(USERS, basic('alice', guess)));
    expect(await authenticator.judge(USERS, basic('alice', 'right'))).toBe('busy');
    comparer.release();
    expect(await Promise.all(guesses)).toEqual(['refused', 'refused']);
    expect(await authenticator.judge(USERS, basic('alice', 'right'))).toBe('accepted');
  });

  it('past the limit do not lock out who is remembered', async () => {
    const { authenticator, comparer } = setUp(1);
    await authenticator.judge(USERS, basic('alice', 'right'));
    comparer.hold();
    const guess = authenticator.judge(USERS, basic('alice', 'x'));
    expect(await authenticator.judge(USERS, basic('alice', 'right'))).toBe('accepted');
    comparer.release();
    await guess;
  });

  it('of one client wait in turn with those of others', async () => {
    const { authenticator, comparer } = setUp();
    comparer.hold();
    const order: string[] = [];
    const login = async (client: string, guess: string): Promise<void> => {
      const verdict = await authenticator.judge(USERS, basic('alice', guess), from(client));
      order.push(`${client} ${verdict}`);
    };
    const logins = [
      ...['1', '2', '3', '4'].map((guess) => login('flood', guess)),
      login('first', 'right'),
      login('second', 'left'),
    ];
    comparer.release();
    await Promise.all(logins);
    expect(order.map((line) => line.split(' ')[0])).toEqual([
      'flood',
      'flood',
      'first',
      'second',
      'flood',
      'flood',
    ]);
    expect(order).toContain('first accepted');
  });

  it('of one client do not use up the share of another', async () => {
    const { authenticator, comparer } = setUp(1);
    comparer.hold();
    const guesses = ['x', 'y'].map((guess) => authenticator.judge(USERS, basic('alice', guess)));
    expect(await authenticator.judge(USERS, basic('alice', 'z'))).toBe('busy');
    const first = authenticator.judge(USERS, basic('alice', 'right'), from('10.0.0.2'));
    comparer.release();
    expect(await first).toBe('accepted');
    await Promise.all(guesses);
  });

  it('are not made for clients that are gone, whose share is free again', async () => {
    const { authenticator, comparer } = setUp(1);
    comparer.hold();
    const running = authenticator.judge(USERS, basic('alice', 'x'));
    let isGone = false;
    const leaver = { client: '10.0.0.1', isGone: () => isGone };
    const gone = authenticator.judge(USERS, basic('alice', 'y'), leaver);
    isGone = true;
    const next = authenticator.judge(USERS, basic('alice', 'right'));
    comparer.release();
    expect(await Promise.all([running, gone, next])).toEqual(['refused', 'busy', 'accepted']);
    expect(comparer.hashes).toHaveLength(2);
  });

  it('of the same login by two clients are made once', async () => {
    const { authenticator, comparer } = setUp();
    comparer.hold();
    const verdicts = ['a', 'b', 'c'].map((client) =>
      authenticator.judge(USERS, basic('alice', 'right'), from(client)),
    );
    comparer.release();
    expect(await Promise.all(verdicts)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(comparer.hashes).toHaveLength(1);
  });

  it('of a flood of guesses do not push out who is remembered', async () => {
    const { authenticator, comparer } = setUp();
    await authenticator.judge(USERS, basic('alice', 'right'));
    for (let guess = 0; guess < 1_000; guess += 1) {
      await authenticator.judge(USERS, basic('alice', `guess ${guess}`));
    }
    const before = comparer.hashes.length;
    await authenticator.judge(USERS, basic('alice', 'right'));
    expect(comparer.hashes).toHaveLength(before);
    // Guesses are forgotten in turn: what they take stays bounded.
    await authenticator.judge(USERS, basic('alice', 'guess 0'));
    expect(comparer.hashes).toHaveLength(before + 1);
  });

  it('that fail are neither remembered nor in the way', async () => {
    let failures = 1;
    const authenticator = authenticatorOf(
      {
        compare: () => {
          failures -= 1;
          return failures < 0 ? Promise.resolve(true) : Promise.reject(new Error('thread ended'));
        },
        close: () => Promise.resolve(),
      },
      1,
    );
    await expect(authenticator.judge(USERS, basic('alice', 'right'))).rejects.toThrow(
      'thread ended',
    );
    expect(await authenticator.judge(USERS, basic('alice', 'right'))).toBe('accepted');
  });
});
