import { getEventListeners, getMaxListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { linkedController } from '../src/abort.ts';

describe('linkedController', () => {
  it('is aborted with the outer signal and its reason', () => {
    const outer = new AbortController();
    const { controller } = linkedController(outer.signal);
    expect(controller.signal.aborted).toBe(false);
    const reason = new Error('stop');
    outer.abort(reason);
    expect(controller.signal.reason).toBe(reason);
  });

  it('is aborted from the start when the outer signal is', () => {
    const reason = new Error('stop');
    const { controller } = linkedController(AbortSignal.abort(reason));
    expect(controller.signal.reason).toBe(reason);
  });

  it('does not abort the outer signal', () => {
    const outer = new AbortController();
    linkedController(outer.signal).controller.abort();
    expect(outer.signal.aborted).toBe(false);
  });

  it('leaves nothing on the outer signal once it is unlinked', () => {
    const outer = new AbortController();
    const links = Array.from({ length: 5 }, () => linkedController(outer.signal));
    expect(getEventListeners(outer.signal, 'abort')).toHaveLength(5);
    for (const { unlink } of links) unlink();
    expect(getEventListeners(outer.signal, 'abort')).toHaveLength(0);
    outer.abort();
    expect(links.map(({ controller }) => controller.signal.aborted)).not.toContain(true);
  });

  it('may have any number of listeners: Node.js warns from the eleventh on by default', () => {
    const { controller } = linkedController(new AbortController().signal);
    expect(getMaxListeners(controller.signal)).toBe(0);
  });
});
