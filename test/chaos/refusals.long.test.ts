/** One region of thirty refuses a credential that all the others accept: for ten minutes they never notice. */

import { afterEach, describe, expect, it } from '@jest/globals';
import {
  BAD,
  failuresOf,
  INTERVAL_MS,
  openRefusalRoom,
  unlike,
  WELL,
  type RefusalRoom,
} from './support/refusal-room.ts';
import { FIXED, SIGNERS } from './support/signers.ts';

/** Generous: a busy machine takes a minute. */
const TIMEOUT_MS = 300_000;
const MINUTES = 10;

describe('one region of thirty that refuses the credential', () => {
  let room: RefusalRoom | undefined;

  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  it.each(SIGNERS)(
    'is alone with that for ten minutes: %s',
    async (name) => {
      room = await openRefusalRoom(name);
      const { clock, simulator, signer, look } = room;
      simulator.faults.add({ effect: 'signature_mismatch', match: { region: BAD } });
      await clock.advance(2 * INTERVAL_MS);
      const before = signer.identityCalls();
      for (let minute = 0; minute < MINUTES; minute += 1) {
        await clock.advance(60_000);
        const views = await look();
        expect(unlike(views, WELL)).toEqual([]);
        expect(views.get(BAD)).toMatchObject({ up: 0, connections: 0 });
      }
      expect(Object.keys((await look()).get(BAD)?.failures ?? {})).toEqual(['auth']);
      // What is renewed for itself within that time, and nothing on top: a metadata session takes four requests.
      expect(signer.identityCalls() - before).toBeLessThanOrEqual(20);

      simulator.faults.clear();
      await clock.advance(60_000 + 2 * INTERVAL_MS);
      expect((await look()).get(BAD)).toMatchObject({ up: 1, connections: 1 });
    },
    TIMEOUT_MS,
  );

  const renewed = SIGNERS.filter((name) => !FIXED.includes(name));

  it.each(renewed)(
    'does not keep the others from a new key: %s',
    async (name) => {
      room = await openRefusalRoom(name);
      const { clock, simulator, signer, look } = room;
      simulator.faults.add({ effect: 'signature_mismatch', match: { region: BAD } });
      await clock.advance(60_000);
      expect(unlike(await look(), WELL)).toEqual([]);
      const before = signer.identityCalls();
      signer.rotate();
      await clock.advance(2 * INTERVAL_MS);
      const views = await look();
      expect(unlike(views, { up: 1, connections: 1 })).toEqual([]);
      expect(Math.max(...failuresOf(views))).toBeLessThanOrEqual(1);
      expect(signer.identityCalls() - before).toBeLessThanOrEqual(4);
    },
    TIMEOUT_MS,
  );

  it.each(FIXED)(
    'recovers with the others when the key is accepted again: %s',
    async (name) => {
      room = await openRefusalRoom(name);
      const { clock, simulator, look } = room;
      await clock.advance(60_000);
      simulator.faults.add({ effect: 'access_key_inactive' });
      await clock.advance(120_000);
      expect(unlike(await look(), { up: 0, connections: 1 })).toEqual([]);
      simulator.faults.clear();
      await clock.advance(60_000 + 2 * INTERVAL_MS);
      expect(unlike(await look(), { up: 1, connections: 1 })).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
