/** Which exposition a scraper gets. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { CONTENT_TYPES } from '../../src/exposition/format.ts';
import { negotiate } from '../../src/http/negotiate.ts';

const OM = 'application/openmetrics-text';

describe('the format', () => {
  it.each<[string, string | undefined, 'text' | 'openmetrics']>([
    ['no header', undefined, 'text'],
    ['an empty header', '', 'text'],
    ['curl', '*/*', 'text'],
    [
      'a browser',
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
      'text',
    ],
    ['Prometheus 2.5', `${OM}; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`, 'text'],
    [
      'Prometheus 2.45',
      `${OM};version=1.0.0,${OM};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      'openmetrics',
    ],
    [
      'Prometheus 3',
      `${OM};version=1.0.0;escaping=allow-utf-8;q=0.6,${OM};version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
      'openmetrics',
    ],
    [
      'Prometheus 3 with protobuf first',
      `application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,${OM};version=1.0.0;escaping=underscores;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.2`,
      'openmetrics',
    ],
    [
      'Prometheus 3 that prefers text',
      `text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,${OM};version=1.0.0;q=0.3,*/*;q=0.2`,
      'text',
    ],
    ['OpenMetrics without a version', OM, 'openmetrics'],
    ['a quoted version', `${OM}; version="1.0.0"`, 'openmetrics'],
    ['a version with an escape', `${OM}; version="1\\.0.0"`, 'openmetrics'],
    ['upper case', `Application/OpenMetrics-Text; Version=1.0.0`, 'openmetrics'],
    ['spaces everywhere', ` ${OM} ; version = 1.0.0 ; q = 0.5 `, 'openmetrics'],
    ['a later version', `${OM};version=2.0.0`, 'text'],
    ['OpenMetrics refused', `${OM};q=0`, 'text'],
    ['OpenMetrics refused with digits', `${OM};q=0.000, */*`, 'text'],
    ['this version refused, others welcome', `${OM};version=1.0.0;q=0, ${OM}`, 'text'],
    ['text liked better', `${OM};q=0.2, text/plain`, 'text'],
    ['anything liked better', `${OM};q=0.2, */*;q=0.8`, 'text'],
    ['any text liked better', `${OM};q=0.2, text/*;q=0.8`, 'text'],
    ['a wildcard as good', `*/*, ${OM}`, 'openmetrics'],
    ['equal weights, text first', `text/plain, ${OM}`, 'text'],
    ['equal weights, OpenMetrics first', `${OM}, text/plain`, 'openmetrics'],
    [
      'text refused by name, anything else welcome',
      `text/plain;q=0, */*, ${OM};q=0.1`,
      'openmetrics',
    ],
    ['everything refused', '*/*;q=0', 'text'],
    ['a wildcard subtype', 'application/*', 'text'],
    ['a weight above 1', `${OM};q=2`, 'text'],
    ['a weight that is no number', `${OM};q=high`, 'text'],
    ['a negative weight', `${OM};q=-1`, 'text'],
    ['a weight with many digits', `${OM};q=0.123456789, text/plain;q=0.1234`, 'openmetrics'],
    ['a separator in quotes', `text/plain;x="a,${OM};b", */*;q=0.1`, 'text'],
    ['a quote without an end', `${OM};x="`, 'openmetrics'],
    ['separators only', ',,;;,=', 'text'],
  ])('%s', (_name, accept, format) => {
    expect(negotiate(accept, undefined).format).toBe(format);
  });
});

describe('the compression', () => {
  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['GZIP', true],
    ['x-gzip', true],
    ['gzip, deflate, br, zstd', true],
    ['deflate, gzip;q=1.0, *;q=0.5', true],
    ['*', true],
    ['*;q=0', false],
    ['gzip;q=0', false],
    ['gzip;q=0, *', false],
    ['gzip;q=0.001', true],
    ['identity', false],
    ['identity;q=0.5, gzip', true],
    ['identity, gzip;q=0.5', false],
    ['identity, gzip', false],
    ['gzip, identity', true],
    ['identity;q=0, gzip;q=0.1', true],
    ['deflate, br', false],
    ['gzipped', false],
    ['gzip;q=nonsense', false],
  ])('%s', (acceptEncoding, gzip) => {
    expect(negotiate(undefined, acceptEncoding).gzip).toBe(gzip);
  });
});

describe('any header', () => {
  const piece = fc.constantFrom(
    OM,
    'text/plain',
    '*/*',
    'text/*',
    'gzip',
    '*',
    'identity',
    'version=1.0.0',
    'q=0.5',
    'q=0',
    '"',
    '\\',
    ',',
    ';',
    '=',
    ' ',
  );
  const header = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );

  it('gets one of the two formats', () => {
    fc.assert(
      fc.property(header, header, (accept, acceptEncoding) => {
        const { format, gzip } = negotiate(accept, acceptEncoding);
        expect(Object.keys(CONTENT_TYPES)).toContain(format);
        expect(typeof gzip).toBe('boolean');
      }),
    );
  });

  it('gets OpenMetrics and gzip only when it names them', () => {
    fc.assert(
      fc.property(header, header, (accept, acceptEncoding) => {
        const { format, gzip } = negotiate(accept, acceptEncoding);
        expect(format === 'text' || accept.toLowerCase().includes(OM)).toBe(true);
        expect(!gzip || /gzip|\*/i.test(acceptEncoding)).toBe(true);
      }),
    );
  });

  it('is ranked by its weights', () => {
    const weight = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(weight, weight, (openmetrics, text) => {
        const { format } = negotiate(`text/plain;q=${text},${OM};q=${openmetrics}`, undefined);
        expect(format).toBe(openmetrics > text ? 'openmetrics' : 'text');
      }),
    );
  });

  it('may be long and hostile', () => {
    const hostile = [',', ';', '"', '\\"', 'a;b="', OM].map((text) => text.repeat(20_000));
    for (const text of hostile) {
      expect(negotiate(text, text)).toEqual({ format: 'text', gzip: false });
    }
  });
});
