/** What a running exporter remembers of changes, and the crypto metrics, over reloads. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exporter } from '../../src/commands/exporter.ts';
import type { Connection } from '../../src/collectors/connections/item.ts';
import { lists, refuses } from '../support/fake-api.ts';
import { connection } from '../support/samples.ts';
import { MINUTE_MS, samples, settings, shows, FakeCloud } from '../support/fake-cloud.ts';

const REGION = 'cn-hangzhou';
const DOWN = { status: 'ike_sa_not_established' } as const;

let cloud: FakeCloud;
let exporter: Exporter;

beforeEach(async () => {
  cloud = new FakeCloud();
  cloud.shown.set(REGION, shows('vco-1'));
  exporter = await cloud.started(settings({ regions: [REGION] }));
});

afterEach(() => cloud.stop());

/** What is remembered of the connection's phase 2. */
function remembered() {
  return exporter.targets[0]?.history.get('vco-1')?.find(({ aspect }) => aspect === 'phase');
}

/** Shows this from the next poll on, until that is over. */
async function pollsOf(shown: Parameters<typeof cloud.shown.set>[1]): Promise<void> {
  cloud.shown.set(REGION, shown);
  await cloud.clock.advance(MINUTE_MS);
}

describe('the time of the last change', () => {
  let changedMs: number;

  beforeEach(async () => {
    await pollsOf(lists([connection('vco-1', DOWN)]));
    changedMs = cloud.clock.monotonic();
  });

  const theChange = () => ({
    value: 'down',
    since: { ms: changedMs, otherwiseMs: changedMs - MINUTE_MS },
  });

  it('is that of the poll that showed it', () => {
    expect(remembered()).toMatchObject(theChange());
  });

  it('stays over failed polls', async () => {
    await pollsOf(refuses());
    await pollsOf(refuses());
    await pollsOf(lists([connection('vco-1', DOWN)]));
    expect(remembered()).toMatchObject(theChange());
  });

  it('stays while the connection is not there', async () => {
    await pollsOf(shows());
    expect(remembered()?.lostMs).toBe(changedMs);
    await pollsOf(lists([connection('vco-1', DOWN)]));
    expect(remembered()).toMatchObject(theChange());
    expect(remembered()?.lostMs).toBeUndefined();
  });

  it('stays over a reload that changes nothing, or how the target is polled', async () => {
    exporter.reconfigure(settings({ regions: [REGION] }));
    expect(remembered()).toMatchObject(theChange());
    exporter.reconfigure(settings({ regions: [REGION], network: 'vpc' }));
    await cloud.clock.advance(0);
    expect(remembered()).toMatchObject(theChange());
  });

  it('goes with the target', async () => {
    exporter.reconfigure(settings({ regions: ['eu-central-1'] }));
    exporter.reconfigure(settings({ regions: [REGION] }));
    await cloud.clock.advance(0);
    expect(remembered()?.since).toEqual({ ms: cloud.clock.monotonic(), otherwiseMs: undefined });
  });
});

it('the crypto metrics come and go with a reload', async () => {
  const crypto: Connection['crypto'] = {
    parameters: {
      ike_version: 'ikev1',
      ike_mode: 'main',
      ike_encryption: 'aes',
      ike_authentication: 'sha256',
      ike_dh_group: 'group14',
      ipsec_encryption: 'aes',
      ipsec_authentication: 'sha256',
      ipsec_dh_group: 'group14',
      dpd: 'true',
      nat_traversal: 'true',
    },
    ikeLifetimeSeconds: 86_400,
    ipsecLifetimeSeconds: 86_400,
  };
  await pollsOf(lists([connection('vco-1', { crypto })]));
  expect(await samples(exporter, 'connection_crypto_weak')).toEqual([]);
  const polls = cloud.apis[0]?.api.count('connections');

  const { collectors, ...rest } = settings({ regions: [REGION] });
  const connections = { enabled: true, crypto: true };
  const on = { ...rest, collectors: { ...collectors, connections } };
  exporter.reconfigure(on);
  const weak = (await samples(exporter, 'connection_crypto_weak')).filter(
    ({ value }) => value === 1,
  );
  expect(weak.map(({ labels }) => labels['parameter'])).toEqual(['ike_version']);
  expect(await samples(exporter, 'connection_crypto_info')).toHaveLength(1);

  exporter.reconfigure({ ...rest, collectors });
  expect(await samples(exporter, 'connection_crypto_weak')).toEqual([]);
  expect(cloud.apis[0]?.api.count('connections')).toBe(polls);
});
