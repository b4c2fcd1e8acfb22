import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { linkedController } from '../../src/model/concurrency.ts';

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
});

describe('abortController', () => {
  it('bears hundreds of calls that wait for it without a warning', async () => {
    // The warning goes to the stderr of the whole process, so the test gives it one of its own.
    const script = `
      const { abortController } = await import('./src/model/concurrency.ts');
      const { signal } = abortController();
      for (let call = 0; call < 300; call += 1) signal.addEventListener('abort', () => {});
    `;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { stderr } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stderr).toBe('');
  });
});
