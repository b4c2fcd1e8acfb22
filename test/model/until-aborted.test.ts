import { describe, expect, it } from '@jest/globals';
import { untilAborted } from '../../src/model/concurrency.ts';
import { never } from '../alicloud/credentials/support/fixture.ts';

const hanging = (): Promise<never> => new Promise(() => undefined);

describe('untilAborted', () => {
  it('is the outcome of the work', async () => {
    await expect(untilAborted(Promise.resolve(7), never())).resolves.toBe(7);
    await expect(untilAborted(Promise.reject(new Error('no')), never())).rejects.toThrow('no');
  });

  it('rejects with the reason of a signal that is aborted now or was before', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(hanging(), controller.signal);
    controller.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    await expect(untilAborted(hanging(), controller.signal)).rejects.toThrow('over');
  });
});
