/** One region of thirty refuses a credential that all the others accept: two ways of signing, for three minutes. */

import { afterEach, describe, expect, it } from '@jest/globals';
import {
  BAD,
  INTERVAL_MS,
  openRefusalRoom,
  unlike,
  WELL,
  type RefusalRoom,
} from './support/refusal-room.ts';

/** Generous: a busy machine takes a quarter of it. */
const TIMEOUT_MS = 120_000;

describe('one region of thirty that refuses the credential', () => {
  let room: RefusalRoom | undefined;

  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  it.each(['environment', 'ram_role_arn'] as const)(
    'is alone with that for three minutes: %s',
    async (name) => {
      room = await openRefusalRoom(name);
      const { clock, simulator, signer, look } = room;
      simulator.faults.add({ effect: 'signature_mismatch', match: { region: BAD } });
      await clock.advance(2 * INTERVAL_MS);
      const before = signer.identityCalls();
      for (let minute = 0; minute < 3; minute += 1) {
        await clock.advance(60_000);
        const views = await look();
        expect(unlike(views, WELL)).toEqual([]);
        expect(views.get(BAD)).toMatchObject({ up: 0, connections: 0 });
      }
      expect(Object.keys((await look()).get(BAD)?.failures ?? {})).toEqual(['auth']);
      // What is renewed for itself within that time, and nothing on top.
      expect(signer.identityCalls() - before).toBeLessThanOrEqual(2);

      simulator.faults.clear();
      await clock.advance(60_000 + 2 * INTERVAL_MS);
      expect((await look()).get(BAD)).toMatchObject({ up: 1, connections: 1 });
    },
    TIMEOUT_MS,
  );
});
