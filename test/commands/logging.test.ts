/** The form of log lines. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Writable } from 'node:stream';
import { createLogger, toLogfmt } from '../../src/commands/logging.ts';

function logInto(lines: string[], level: 'debug' | 'warn', format: 'json' | 'logfmt') {
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return createLogger({ level, format }, stream);
}

/** A stream that is read when a test says so. */
function unreadStream() {
  const read: string[] = [];
  let waiting: (() => void) | undefined;
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      read.push(String(chunk));
      waiting = done;
    },
  });
  /** Reads all there is, and what comes of it. */
  const readAll = async (): Promise<void> => {
    while (waiting !== undefined) {
      const done = waiting;
      waiting = undefined;
      done();
      await new Promise(setImmediate);
    }
  };
  return { stream, read, readAll };
}

describe('createLogger', () => {
  it('writes JSON lines with a name of the level and an ISO time', () => {
    const lines: string[] = [];
    logInto(lines, 'debug', 'json').warn({ account: 'prod', count: 3 }, 'poll failed');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      account: 'prod',
      count: 3,
      msg: 'poll failed',
    });
  });

  it('writes logfmt with time, level and message first', () => {
    const lines: string[] = [];
    logInto(lines, 'debug', 'logfmt').info({ account: 'prod', hint: 'two words' }, 'poll failed');
    expect(lines.join('')).toMatch(
      /^ts=\S+Z level=info msg="poll failed" account=prod hint="two words"\n$/,
    );
  });

  it('leaves out what is less severe than the level, and fields that are undefined', () => {
    const lines: string[] = [];
    const log = logInto(lines, 'warn', 'logfmt');
    log.debug({}, 'a');
    log.info({}, 'b');
    log.warn({ reason: undefined }, 'c');
    log.error({}, 'd');
    expect(lines.map((line) => line.replace(/^ts=\S+ /, ''))).toEqual([
      'level=warn msg=c\n',
      'level=error msg=d\n',
    ]);
  });

  it('has children that add their fields to every line', () => {
    const lines: string[] = [];
    const log = logInto(lines, 'debug', 'json').child({ account: 'prod' }).child({ type: 'sts' });
    log.info({ code: 'own' }, 'm');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      account: 'prod',
      type: 'sts',
      code: 'own',
      msg: 'm',
    });
  });

  it('has written a line when the call returns, so that the last ones are not lost', () => {
    const { stream, read } = unreadStream();
    createLogger({ level: 'info', format: 'json' }, stream).info({}, 'last words');
    expect(read).toEqual([expect.stringContaining('last words')]);
  });

  it.each(['json', 'logfmt'] as const)(
    'costs bounded memory while nothing reads its %s lines, and counts what it drops',
    async (format) => {
      const { stream, read, readAll } = unreadStream();
      const log = createLogger({ level: 'info', format }, stream);
      const written = 5_000;
      for (let line = 0; line < written; line += 1) log.info({ line, pad: 'x'.repeat(900) }, 'm');
      expect(stream.writableLength).toBeLessThan(1_100_000);
      await readAll();
      const last = read.at(-1)!;
      expect(last).toContain('log lines were dropped: nothing read stderr');
      const dropped = Number(/"?lines"?[=:](\d+)/.exec(last)?.[1]);
      expect(dropped).toBeGreaterThan(1_000);
      expect(dropped + read.length - 1).toBe(written);

      log.info({}, 'afterwards');
      await readAll();
      expect(read.at(-1)).toContain('afterwards');
    },
  );
});

describe('toLogfmt', () => {
  it('keeps every line one line and every value one value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = toLogfmt(JSON.stringify({ time: 't', level: 'info', msg: 'm', value: text }));
        // eslint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\u0000-\u001f]/);
        const written = line.slice('ts=t level=info msg=m value='.length);
        expect(written.startsWith('"') ? JSON.parse(written) : written).toBe(text);
      }),
    );
  });
});
