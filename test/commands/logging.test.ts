/** The form of log lines. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { withFields } from '../../src/model/log.ts';
import { createLogger, toLogfmt } from '../../src/commands/logging.ts';

function logInto(lines: string[], level: 'debug' | 'warn', format: 'json' | 'logfmt') {
  return createLogger({ level, format }, { write: (line) => lines.push(line) });
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

  it('adds fields to every line, the line’s own first', () => {
    const lines: string[] = [];
    const log = withFields(logInto(lines, 'debug', 'json'), { account: 'prod', type: 'sts' });
    log.info({ type: 'own' }, 'm');
    expect(JSON.parse(lines[0]!)).toMatchObject({ account: 'prod', type: 'own', msg: 'm' });
  });
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
