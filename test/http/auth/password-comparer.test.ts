/** The thread that compares passwords. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { hashSync } from 'bcryptjs';

import { WorkerComparer } from '../../../src/http/auth/password-comparer.ts';

const comparer = new WorkerComparer();
afterEach(() => comparer.close());

const HASH = hashSync('right', 4);

describe('comparing', () => {
  it.each([
    ['right', HASH, true],
    ['wrong', HASH, false],
    ['', HASH, false],
    ['right', HASH.replace('$2b$', '$2y$'), true],
    ['right', HASH.replace('$2b$', '$2a$'), true],
    ['right', `$2b$04$${'a'.repeat(53)}`, false],
    ['пароль', hashSync('пароль', 4), true],
    // Made by libxcrypt, so that not only bcryptjs agrees with bcryptjs.
    ['secret', '$2b$04$IGQvbx6IIbjeu/1ZMZmSme6cho89X5t.f2ut3zkUzDfmBwbodswSK', true],
  ])('%s with %s: %s', async (password, hash, expected) => {
    expect(await comparer.compare(password, hash)).toBe(expected);
  });

  it('answers each question with its own answer', async () => {
    const passwords = ['right', 'wrong', 'right', 'left', 'right'];
    const answers = await Promise.all(
      passwords.map((password) => comparer.compare(password, HASH)),
    );
    expect(answers).toEqual([true, false, true, false, true]);
  });

  it('leaves the event loop alone', async () => {
    const comparison = comparer.compare('wrong', HASH.replace('$04$', '$08$'));
    let turns = 0;
    const turn = () => new Promise<undefined>((resolve) => void setImmediate(resolve, undefined));
    while ((await Promise.race([comparison, turn()])) === undefined) turns += 1;
    // In this thread the comparison would be one turn.
    expect(turns).toBeGreaterThan(2);
  });

  it('survives the end of its thread', async () => {
    const notText = undefined as unknown as string;
    await expect(comparer.compare(notText, HASH)).rejects.toThrow('bcrypt thread ended');
    expect(await comparer.compare('right', HASH)).toBe(true);
  });

  it('rejects what is under way when it is closed, and can start again', async () => {
    const comparison = comparer.compare('wrong', HASH.replace('$04$', '$16$'));
    const closed = comparer.close();
    await expect(comparison).rejects.toThrow('bcrypt thread ended');
    await closed;
    expect(await comparer.compare('right', HASH)).toBe(true);
  });
});
