import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultInput, PresetName } from '../../../src/simulator/faults/faults.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { cloudOf, connections, KEY, REGION } from '../support/clouds.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { outcomeOf } from '../support/raw.ts';
import type { Wire } from '../../support/wire.ts';
import { bodyText, callOnWire } from '../support/wire.ts';
import { until } from '../../support/until.ts';

const CALL = { key: KEY, params: { RegionId: REGION } };

let simulator: Simulator;
let wireClock: FakeClock;
let wires: readonly Wire[];

beforeEach(async () => {
  wireClock = new FakeClock(Date.now());
  wires = [];
  simulator = await startSimulator({
    scenario: cloudOf({ connections: connections(3) }),
    wireClock,
  });
});
afterEach(async () => {
  for (const wire of wires) wire.socket.destroy();
  await simulator.close();
});

function callUnder(...effects: readonly FaultInput['effect'][]): Wire {
  for (const effect of effects) simulator.faults.add({ effect, times: 1 });
  const wire = callOnWire(simulator.url, CALL);
  wires = [...wires, wire];
  return wire;
}

/** Content-Length of what arrived. */
function announced(received: string): number {
  return Number(/content-length: (\d+)/i.exec(received)?.[1]);
}

/** Another call, answered in full: what was to happen to earlier ones has happened by then. */
async function otherCall(): Promise<void> {
  expect(await outcomeOf(simulator.url, CALL)).toBe('200 OK');
}

describe('an answer that ends badly', () => {
  it('reset before the headers', async () => {
    const wire = callUnder('reset');
    await wire.ended;
    expect([wire.end(), wire.text()]).toEqual(['reset', '']);
  });

  it('ended before the headers', async () => {
    const wire = callUnder('fin');
    await wire.ended;
    expect([wire.end(), wire.text()]).toEqual(['fin', '']);
  });

  it('reset in the middle of the body', async () => {
    const wire = callUnder('reset_mid_body');
    await until(() => bodyText(wire.text()).length === 20 && wireClock.pending === 1);
    wireClock.pass(50);
    await wire.ended;
    expect(wire.end()).toBe('reset');
    expect(bodyText(wire.text())).toHaveLength(20);
  });

  it('cut off with a Content-Length', async () => {
    const wire = callUnder('truncated_content_length');
    await wire.ended;
    const received = wire.text();
    expect(wire.end()).toBe('fin');
    expect(bodyText(received)).toHaveLength(Math.floor(announced(received) / 2));
  });

  it('cut off after as many bytes as asked for', async () => {
    const wire = callUnder({ kind: 'truncate', framing: 'content_length', afterBytes: 7 });
    await wire.ended;
    expect(bodyText(wire.text())).toHaveLength(7);
  });

  it('cut off in chunks', async () => {
    const wire = callUnder('truncated_chunked');
    await wire.ended;
    expect(wire.end()).toBe('fin');
    expect(wire.text()).toMatch(/transfer-encoding: chunked/i);
    expect(wire.text()).not.toMatch(/content-length/i);
    expect(wire.text()).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(bodyText(wire.text())).toMatch(/^[0-9a-f]+\r\n\{/);
  });

  it('cut off where only the end of the connection marks the end', async () => {
    const wire = callUnder('truncated_close');
    await wire.ended;
    expect(wire.end()).toBe('fin');
    expect(wire.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(wire.text()).toMatch(/connection: close/i);
    expect(wire.text()).not.toMatch(/content-length|transfer-encoding/i);
    expect(bodyText(wire.text())).toMatch(/^\{"RequestId"/);
    expect(() => JSON.parse(bodyText(wire.text())) as unknown).toThrow(SyntaxError);
  });

  it('that is no HTTP', async () => {
    const wire = callUnder('garbage');
    await wire.ended;
    expect([wire.end(), wire.text()]).toEqual(['fin', 'This is no HTTP.\r\n\r\n']);
  });
});

describe('an answer that does not come', () => {
  it('never starts', async () => {
    const wire = callUnder('hang');
    await otherCall();
    expect([wire.end(), wire.text()]).toEqual(['open', '']);
    expect(wireClock.pending).toBe(0);
  });

  it('never ends', async () => {
    const wire = callUnder({ kind: 'stall', afterBytes: 10 });
    await until(() => bodyText(wire.text()).length === 10);
    await otherCall();
    expect([wire.end(), bodyText(wire.text()).length]).toEqual(['open', 10]);
    expect(announced(wire.text())).toBeGreaterThan(10);
  });

  it.each<[PresetName]>([['hang'], ['stall'], ['slow'], ['drip']])(
    'when the simulator closes (%s) is over, and nothing is left running',
    async (preset) => {
      const wire = callUnder(preset);
      await until(() => simulator.requests.counters().total === 1);
      await simulator.close();
      await wire.ended;
      expect(wireClock.pending).toBe(0);
      expect(simulator.requests.counters().inFlight).toBe(0);
    },
  );
});

describe('an answer that comes slowly', () => {
  it('after a delay', async () => {
    const wire = callUnder({ kind: 'delay', ms: 700 }, { kind: 'delay', ms: 300 });
    await until(() => wireClock.pending === 1);
    wireClock.pass(999);
    await otherCall();
    expect(wire.text()).toBe('');
    wireClock.pass(1);
    await until(() => wire.text().endsWith('}'));
    expect(wire.text()).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('after a delay, and then badly', async () => {
    const wire = callUnder({ kind: 'delay', ms: 5 }, 'fin');
    await until(() => wireClock.pending === 1);
    wireClock.pass(5);
    await wire.ended;
    expect([wire.end(), wire.text()]).toEqual(['fin', '']);
  });

  it('byte by byte', async () => {
    const wire = callUnder('drip');
    await until(() => bodyText(wire.text()).length === 1);
    for (const length of [2, 3, 4]) {
      wireClock.pass(1000);
      await until(() => bodyText(wire.text()).length >= length);
      await otherCall();
      expect(bodyText(wire.text())).toHaveLength(length);
    }
  });

  it('piece by piece to the end', async () => {
    const wire = callUnder({ kind: 'drip', bytes: 200, everyMs: 10 });
    await until(() => bodyText(wire.text()).length === 200);
    while (bodyText(wire.text()).length < announced(wire.text())) {
      const before = wire.text().length;
      await until(() => wireClock.pending === 1);
      wireClock.pass(10);
      await until(() => wire.text().length > before);
    }
    expect(JSON.parse(bodyText(wire.text()))).toMatchObject({ TotalCount: 3 });
    wireClock.pass(10);
    await until(() => simulator.requests.counters().inFlight === 0);
    expect(wireClock.pending).toBe(0);
  });

  it('is given up when the client goes away', async () => {
    const wire = callUnder({ kind: 'delay', ms: 100 });
    await until(() => wireClock.pending === 1);
    wire.socket.destroy();
    await until(() => simulator.requests.counters().inFlight === 0);
    wireClock.pass(100);
    await otherCall();
    const dripping = callUnder('drip');
    await until(() => bodyText(dripping.text()).length === 1);
    dripping.socket.destroy();
    await until(() => simulator.requests.counters().inFlight === 0);
    wireClock.pass(1000);
    expect(wireClock.pending).toBe(0);
  });
});
