/** A client with everything around it in a test's hands. */

import { Client, type CallAttempt, type ClientDependencies } from '../../../src/alicloud/client.ts';
import type { FailedCall } from '../../../src/alicloud/product.ts';
import { VPC } from '../../../src/alicloud/vpc.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { Limiter } from '../../../src/alicloud/limits.ts';
import type { Answer, Transport } from '../../../src/alicloud/transport.ts';
import type { AccountConfig } from '../../../src/model/account.ts';
import { COLLECTOR_NAMES } from '../../../src/collectors/index.ts';
import type { Connection, Link } from '../../../src/collectors/connections/item.ts';
import type { Gateway } from '../../../src/collectors/gateways/item.ts';
import type { Previous } from '../../../src/model/values.ts';
import { listsOf } from '../../../src/polling/polled.ts';
import { credentialSource } from '../../support/exporter.ts';
import { account, collectors } from '../../support/samples.ts';
import { parseHead, type WireRequest } from './acs3.ts';

/** Nothing is known. */
const NOBODY = new Map<string, never>();

/** The lists of a target as tests of the client call them. */
export type ListingApi = ReturnType<typeof listing>;

/** The call behind an answer, where a test does not care. */
export const CALL: FailedCall = {
  product: VPC,
  action: 'DescribeVpnConnections',
  host: 'vpc.aliyuncs.com',
  region: 'cn-hangzhou',
  clockOffsetMs: undefined,
};

export const POLL = { requestTimeoutMs: 10_000, timeoutMs: 30_000, requestsPerMinute: 300 };

/** What is polled of a target by name, each with what a test wants to say. */
function listing(client: Client) {
  const lists = listsOf(client, collectors(COLLECTOR_NAMES, { connections: { crypto: true } }));
  return {
    listConnections: (known: Previous<Connection>, signal: AbortSignal) =>
      lists.connections!({ known, subjects: [] }, signal),
    listGateways: (known: Previous<Gateway>, signal: AbortSignal) =>
      lists.gateways!({ known, subjects: [] }, signal),
    listRegions: (signal: AbortSignal) => lists.regions!({ known: NOBODY, subjects: [] }, signal),
    diagnose: (subjects: readonly Link[], signal: AbortSignal) =>
      lists.diagnosis!({ known: NOBODY, subjects }, signal),
    countRoutes: (all: readonly Connection[], signal: AbortSignal) =>
      lists.routes!({ known: NOBODY, subjects: all.map((connection) => ({ connection })) }, signal),
  };
}

/** A client of cn-hangzhou, and what it reports. */
export function client(
  deps: Pick<ClientDependencies, 'transport' | 'clock'> & Partial<ClientDependencies>,
  of: Partial<AccountConfig> = {},
) {
  const attempts: CallAttempt[] = [];
  const credentials = credentialSource();
  const inner = new Client(
    { account: account(of), region: 'cn-hangzhou' },
    {
      limiter: new Limiter(8),
      log: new MemoryLog(),
      credentials,
      random: () => 0.5,
      poll: POLL,
      userAgent: 'test',
      onAttempt: (attempt) => {
        attempts.push(attempt);
      },
      ...deps,
    },
  );
  const api = listing(inner);
  return { api, inner, attempts, credentials, codes: () => attempts.map(({ code }) => code) };
}

/** Answers without a network. */
export type Respond = (
  request: WireRequest,
  signal: AbortSignal,
  call: number,
) => Promise<Answer> | Answer;

/** A transport without a network; every request is kept. */
export function transportOf(respond: Respond) {
  const requests: WireRequest[] = [];
  const state = { inFlight: 0, most: 0 };
  const transport: Transport = {
    post: async (_endpoint, path, headers, signal) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const request = parseHead([`POST ${path} HTTP/1.1`, ...lines].join('\r\n'));
      requests.push(request);
      state.inFlight += 1;
      state.most = Math.max(state.most, state.inFlight);
      try {
        return await respond(request, signal, requests.length - 1);
      } finally {
        state.inFlight -= 1;
      }
    },
    close: () => undefined,
  };
  return { transport, requests, most: () => state.most };
}

export const ok = (body: unknown): Answer => ({
  status: 200,
  headers: {},
  body: JSON.stringify(body),
});

export const refusal = (code: string, status = 400): Answer => ({
  status,
  headers: {},
  body: JSON.stringify({ Code: code, RequestId: 'R-1', Message: 'm', HostId: 'h' }),
});

/** A page of `total` connections c0, c1 and so on, as the request asks for it. */
export function connectionsPage({ query }: WireRequest, total: number): Answer {
  const size = Number(query['PageSize']);
  const start = (Number(query['PageNumber']) - 1) * size;
  const length = Math.max(0, Math.min(size, total - start));
  const rows = Array.from({ length }, (_, index) => ({
    VpnConnectionId: `c${start + index}`,
    Status: 'ipsec_sa_established',
    State: 'active',
  }));
  return ok({ TotalCount: total, VpnConnections: { VpnConnection: rows } });
}

/** Never answers, but ends with its signal as node:http does. */
export const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(Object.assign(new Error('The operation was aborted'), { code: 'ABORT_ERR' }));
    });
  });
