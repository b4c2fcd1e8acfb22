/** Calls of one target to two APIs. */

import { describe, expect, it } from '@jest/globals';
import { CMS } from '../../src/alicloud/cms.ts';
import { VPC } from '../../src/alicloud/vpc.ts';
import type { Product } from '../../src/alicloud/product.ts';
import type { Request } from '../../src/alicloud/request.ts';
import { createClientFactory } from '../../src/alicloud/factory.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { account, config } from '../support/samples.ts';
import { client, ok, POLL, refusal, silence, transportOf } from './support/client.ts';
import { credentialSource } from '../support/exporter.ts';

const request = (product: Product): Request => ({
  product,
  action: product === CMS ? 'DescribeMetricLast' : 'DescribeVpnGateways',
  query: {},
  limits: { maxBytes: 1000 },
});

const signal = (): AbortSignal => new AbortController().signal;
const anything = (body: unknown): unknown => body;

describe('two APIs of one target', () => {
  it('have a host and a version each', async () => {
    const { transport, requests } = transportOf(() => ok({ Success: true }));
    const { inner } = client({ transport, clock: new FakeClock() });
    await inner.call(request(VPC), anything, signal());
    await inner.call(request(CMS), anything, signal());
    expect(requests.map(({ headers }) => [headers['host'], headers['x-acs-version']])).toEqual([
      ['vpc.aliyuncs.com', '2016-04-28'],
      ['metrics.cn-hangzhou.aliyuncs.com', '2019-01-01'],
    ]);
  });

  it('do not pause for each other after a refusal of the key', async () => {
    const isCms = (action: string | undefined): boolean => action === 'DescribeMetricLast';
    const { transport, requests } = transportOf(({ headers }) =>
      isCms(headers['x-acs-action']) ? refusal('InvalidAccessKeyId.NotFound', 404) : ok({}),
    );
    const { inner } = client({ transport, clock: new FakeClock() });
    const refused = (): Promise<unknown> => inner.call(request(CMS), anything, signal());
    await expect(refused()).rejects.toMatchObject({ failure: { reason: 'auth' } });
    await expect(refused()).rejects.toMatchObject({ failure: { reason: 'auth' } });
    // The third one is not even sent: the key was refused twice.
    await expect(refused()).rejects.toMatchObject({ failure: { reason: 'auth' } });
    await inner.call(request(VPC), anything, signal());
    expect(requests.map(({ headers }) => isCms(headers['x-acs-action']))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('name the host that does not answer', async () => {
    const clock = new FakeClock();
    const { transport } = transportOf((_request, stop) => silence(stop));
    const { inner } = client({ transport, clock, poll: { ...POLL, timeoutMs: 1 } });
    const call = inner.call(request(CMS), anything, signal()).catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(String(await call)).toMatch(/metrics\.cn-hangzhou\.aliyuncs\.com: no answer/);
  });
});

describe('an API that counts calls for the whole account', () => {
  const started = () => {
    const clock = new FakeClock();
    const { transport, requests } = transportOf(() => ok({ Success: true }));
    const createClients = createClientFactory({
      clock,
      log: new MemoryLog(),
      random: () => 0.5,
      transport,
      userAgent: 'test',
      createCredentials: () => credentialSource(),
    });
    return { clock, requests, create: createClients(config()) };
  };

  it('gets five calls a second of all its regions together, and the other API as many as ever', async () => {
    const { clock, requests, create } = started();
    const shared = account();
    const clients = ['cn-hangzhou', 'eu-central-1'].map((region) =>
      create({ account: shared, region }, () => undefined),
    );
    const calls = clients.flatMap((each) =>
      Array.from({ length: 10 }, () => each.call(request(CMS), anything, signal())),
    );
    await settle();
    expect(requests).toHaveLength(5);
    await clock.advance(1000);
    expect(requests).toHaveLength(10);
    for (const each of clients) void each.call(request(VPC), anything, signal());
    await settle();
    expect(requests).toHaveLength(12);
    await clock.advance(2000);
    expect(requests).toHaveLength(22);
    await Promise.all(calls);
  });

  it('counts accounts apart', async () => {
    const { requests, create } = started();
    const calls = ['one', 'other'].flatMap((name) => {
      const each = create({ account: account({ name }), region: 'cn-hangzhou' }, () => undefined);
      return Array.from({ length: 5 }, () => each.call(request(CMS), anything, signal()));
    });
    await Promise.all(calls);
    expect(requests).toHaveLength(10);
  });
});
