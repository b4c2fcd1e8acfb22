import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import type { AccountConfig } from '../../src/model/account.ts';
import { settle, skippingClock } from '../support/fake-clock.ts';
import { connectionsPage, silence, transportOf } from './support/client.ts';
import { clientsOver, credentialSource } from '../support/exporter.ts';
import { account, collectors } from '../support/samples.ts';
import type { TargetApi } from '../../src/polling/polled.ts';

const NOBODY = new Map<string, never>();
const never = (): AbortSignal => new AbortController().signal;

/** One walk through the connections. */
async function list({ lists }: TargetApi, signal = never()): Promise<unknown> {
  return lists.connections?.({ known: NOBODY, subjects: [] }, signal);
}

function config(accounts: readonly AccountConfig[], concurrency = 2): Config {
  return {
    poll: {
      intervalMs: 60_000,
      timeoutMs: 30_000,
      requestTimeoutMs: 10_000,
      concurrency,
      requestsPerMinute: 300,
      staleAfterMs: 300_000,
    },
    accounts,
    collectors: collectors(['connections', 'gateways']),
    tagLabels: [],
  };
}

function factory(respond: Parameters<typeof transportOf>[0]) {
  const made: string[] = [];
  const { transport, requests } = transportOf(respond);
  const create = clientsOver({
    clock: skippingClock(),
    transport,
    createCredentials: ({ name }) => {
      made.push(name);
      return credentialSource();
    },
  });
  return { create, made, requests };
}

describe('the clients of a configuration', () => {
  it('share one credential source per account', () => {
    const [one, two] = [account({ name: 'one' }), account({ name: 'two' })];
    const { create, made } = factory((request) => connectionsPage(request, 1));
    const createApi = create(config([one, two]));
    for (const target of [one, one, two])
      createApi({ account: target, region: 'r' }, () => undefined);
    expect(made).toEqual(['one', 'two']);
  });

  it('ask their own region and report to their own target', async () => {
    const one = account();
    const { create, requests } = factory((request) => connectionsPage(request, 1));
    const createApi = create(config([one]));
    const seen: string[] = [];
    for (const region of ['eu-central-1', 'cn-beijing']) {
      const api = createApi({ account: one, region }, ({ code }) => seen.push(`${region} ${code}`));
      await list(api);
    }
    expect(requests.map(({ query, headers }) => [query['RegionId'], headers['host']])).toEqual([
      ['eu-central-1', 'vpc.eu-central-1.aliyuncs.com'],
      ['cn-beijing', 'vpc.cn-beijing.aliyuncs.com'],
    ]);
    expect(seen).toEqual(['eu-central-1 OK', 'cn-beijing OK']);
  });

  it('share the places with those of the configuration before', async () => {
    const one = account();
    const { create, requests } = factory((_request, signal) => silence(signal));
    const [before, after] = [create(config([one])), create(config([one]))];
    for (const createApi of [before, after]) {
      for (const region of ['a', 'b', 'c']) {
        const api = createApi({ account: one, region }, () => undefined);
        void list(api, never());
      }
    }
    await settle();
    expect(requests).toHaveLength(2);
  });

  it('decode large answers in turn, whatever their targets', async () => {
    const one = account();
    const { create } = factory((request) => {
      const { body, ...rest } = connectionsPage(request, 1);
      return { ...rest, body: body + ' '.repeat(100_000) };
    });
    const createApi = create(config([one], 3));
    const ended: string[] = [];
    const all = ['a', 'b', 'c'].map((region) =>
      list(createApi({ account: one, region }, ({ code }) => ended.push(code))),
    );
    const perTurn: number[] = [];
    while (ended.length < 3) {
      perTurn.push(ended.length);
      await settle();
    }
    await Promise.all(all);
    expect(perTurn).toEqual(expect.arrayContaining([1, 2]));
  });

  it('have as many places as their configuration says', async () => {
    const one = account();
    const { create, requests } = factory((_request, signal) => silence(signal));
    create(config([one], 1));
    const createApi = create(config([one], 3));
    for (const region of ['a', 'b', 'c', 'd']) {
      void list(
        createApi({ account: one, region }, () => undefined),
        never(),
      );
    }
    await settle();
    expect(requests).toHaveLength(3);
  });
});
