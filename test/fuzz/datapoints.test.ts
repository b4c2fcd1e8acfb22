/** Answers of CloudMonitor that no API of good will would send: a rate is a number of a resource that was asked about, or there is none. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DecodeError } from '../../src/alicloud/decode/fields.ts';
import { decodeDatapoints } from '../../src/collectors/traffic/decode.ts';
import type { Resource, Traffic } from '../../src/collectors/traffic/item.ts';
import { metricsOf, type Metric } from '../../src/collectors/traffic/metric-table.ts';
import { type AskDatapoints, readMetrics, trafficOf } from '../../src/collectors/traffic/read.ts';
import { ApiError } from '../../src/model/failure.ts';
import { fuzzAsync, PATIENCE_MS } from './support/fuzz.ts';

const NOW_SECONDS = 1_767_225_600;

const RESOURCES: readonly Resource[] = [
  { kind: 'tunnel', id: 'tun-a', connectionId: 'vco-a' },
  { kind: 'connection', id: 'vco-a', connectionId: 'vco-a' },
  { kind: 'gateway', id: 'vpn-a', connectionId: '' },
];
const ASKED = new Map(RESOURCES.map((resource) => [resource.id, resource]));
const METRICS = metricsOf({});

const odd = fc.oneof(
  fc.constantFrom('1e999', '-1', 'NaN', '0x10', '1e15', '1e16', '', ' 1', '１', '__proto__'),
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.jsonValue(),
);
const id = fc.oneof(fc.constantFrom('tun-a', 'vco-a', 'vpn-a', 'vco-b'), odd);
const seconds = fc.integer({ min: NOW_SECONDS - 7_200, max: NOW_SECONDS + 7_200 });
const row = fc.record(
  {
    instanceId: id,
    tunnelId: id,
    timestamp: fc.oneof(
      seconds.map((each) => each * 1000),
      odd,
    ),
    Average: fc.oneof(fc.nat(), odd),
    Value: fc.oneof(fc.nat(), odd),
  },
  { requiredKeys: [] },
);
const list = fc.array(fc.oneof({ weight: 9, arbitrary: row }, { weight: 1, arbitrary: odd }));
const body = fc.record(
  {
    Success: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: odd }),
    Code: fc.oneof(fc.constant('200'), odd),
    NextToken: fc.oneof({ weight: 19, arbitrary: fc.constant('') }, { weight: 1, arbitrary: odd }),
    Datapoints: fc.oneof(
      { weight: 8, arbitrary: list.map((each) => JSON.stringify(each)) },
      { weight: 1, arbitrary: list },
      { weight: 1, arbitrary: odd },
    ),
  },
  { requiredKeys: [] },
);

/** What is shown of these answers, one for each metric. */
async function shownOf(answers: ReadonlyMap<Metric, unknown>): Promise<readonly Traffic[]> {
  const ask: AskDatapoints = async (metric) => decodeDatapoints(answers.get(metric), metric, ASKED);
  const { signal } = new AbortController();
  const readings = await readMetrics(METRICS, RESOURCES, ask, NOW_SECONDS, signal);
  return trafficOf(RESOURCES, METRICS, readings, NOW_SECONDS);
}

describe('datapoints of CloudMonitor', () => {
  it(
    'are numbers of what was asked about, or nothing',
    async () => {
      let rates = 0;
      const answers = fc.array(body, { minLength: METRICS.length, maxLength: METRICS.length });
      await fuzzAsync(answers, 3_000, async (bodies) => {
        let items: readonly Traffic[] = [];
        try {
          items = await shownOf(new Map(METRICS.map((metric, index) => [metric, bodies[index]])));
        } catch (error) {
          // An answer that is none, or a walk of tokens without an end.
          if (!(error instanceof DecodeError) && !(error instanceof ApiError)) throw error;
        }
        for (const item of items) {
          if (item.kind === 'metric') continue;
          const values = Object.values(item.rates);
          rates += values.length;
          expect(values.every((value) => Number.isFinite(value) && Number(value) >= 0)).toBe(true);
        }
      });
      expect(rates).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
