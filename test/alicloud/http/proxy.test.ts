import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpClients } from '../../../src/alicloud/http/client.ts';
import { socketError } from '../../../src/alicloud/socket-errors.ts';
import { createTransport } from '../../../src/alicloud/transport.ts';
import { identityTransport } from '../../../src/alicloud/credentials/transport.ts';
import { DEFAULT_HTTP, type HttpConfig } from '../../../src/model/account.ts';
import { Secret } from '../../../src/model/secret.ts';
import { Authority } from '../../http/support/certificates.ts';
import { startApiServer } from './support/api-server.ts';
import { startConnectProxy, type ConnectProxyOptions } from './support/connect-proxy.ts';
import { startTinyproxy, TINYPROXY } from './support/tinyproxy.ts';

/** Names that no name server knows: who reaches them has gone through a proxy. */
const API = 'vpc.eu-central-1.example.invalid';
const STS = 'sts.example.invalid';

const LIMITS = { maxBytes: 1000 };
const never = (): AbortSignal => new AbortController().signal;
const cleanups: (() => Promise<void> | void)[] = [];
let authority: Authority;
let tls: { readonly cert: string; readonly key: string };

beforeAll(() => {
  authority = new Authority();
  tls = authority.issue('api', { names: `DNS:${API},DNS:${STS}`, usage: 'serverAuth' });
});
afterAll(() => {
  authority.remove();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** An API behind a proxy; `ask` calls it as an account with this `http_config` does. */
async function scene(
  options: Partial<ConnectProxyOptions> & {
    readonly isPlain?: boolean;
    readonly pair?: { readonly cert: string; readonly key: string };
  } = {},
) {
  const api = await startApiServer(options.isPlain === true ? undefined : (options.pair ?? tls));
  const proxy = await startConnectProxy({ port: api.port, ...options });
  cleanups.push(api.close, proxy.close);
  const clientsOf = (env: Readonly<Record<string, string>>) => {
    const clients = new HttpClients(env);
    cleanups.push(() => {
      clients.close();
    });
    return clients;
  };
  const ask = (
    http: Partial<HttpConfig>,
    env: Readonly<Record<string, string>> = {},
    signal = never(),
  ) =>
    createTransport(clientsOf(env)).post(
      {
        protocol: options.isPlain === true ? 'http:' : 'https:',
        host: API,
        http: { ...DEFAULT_HTTP, caFile: authority.certFile, ...http },
      },
      '/?Action=x',
      { host: API },
      signal,
      LIMITS,
    );
  return { api, proxy, ask, clientsOf };
}

const through = (address: string): Partial<HttpConfig> => ({
  proxyFromEnvironment: false,
  proxyUrl: new Secret(`http://${address}`),
});

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  return socketError(error).failure;
}

describe('an https endpoint', () => {
  it('is reached by CONNECT through the proxy of the environment', async () => {
    const { api, proxy, ask } = await scene();
    const answer = await ask({}, { HTTPS_PROXY: `http://${proxy.address}` });
    expect(answer).toMatchObject({ status: 200, body: '{}' });
    expect(proxy.requests).toEqual([
      { method: 'CONNECT', target: `${API}:443`, host: `${API}:443`, authorization: undefined },
    ]);
    expect(api.hosts).toEqual([API]);
  });

  it.each(['https_proxy', 'HTTPS_PROXY'])(
    'is reached through %s, also without a scheme',
    async (name) => {
      const { proxy, ask } = await scene();
      expect((await ask({}, { [name]: proxy.address })).status).toBe(200);
      expect(proxy.requests).toHaveLength(1);
    },
  );

  it('uses its tunnel again', async () => {
    const { proxy, api, clientsOf } = await scene();
    const transport = createTransport(clientsOf({}));
    const http = { ...DEFAULT_HTTP, caFile: authority.certFile, ...through(proxy.address) };
    const endpoint = { protocol: 'https:', host: API, http } as const;
    for (let call = 0; call < 3; call += 1) {
      await transport.post(endpoint, '/', { host: API }, never(), LIMITS);
    }
    expect(api.hosts).toHaveLength(3);
    expect(proxy.requests).toHaveLength(1);
  });

  it('sends user and password, decoded, to a proxy that wants them', async () => {
    const { proxy, ask } = await scene({ login: 'me:p@ss:word' });
    const answer = await ask(through(`me:p%40ss%3Aword@${proxy.address}`));
    expect(answer.status).toBe(200);
  });

  it('is reached without a proxy where NO_PROXY says so', async () => {
    const { proxy, ask } = await scene();
    const env = { HTTPS_PROXY: proxy.address, NO_PROXY: '.example.invalid' };
    expect(await failureOf(ask({}, env))).toMatchObject({ code: 'dns_error' });
    expect(proxy.requests).toEqual([]);
  });

  it('is reached without a proxy with proxy_from_environment: false', async () => {
    const { proxy, ask } = await scene();
    const work = ask({ proxyFromEnvironment: false }, { HTTPS_PROXY: proxy.address });
    expect(await failureOf(work)).toMatchObject({ code: 'dns_error' });
    expect(proxy.requests).toEqual([]);
  });

  it('is not sent to the proxy of http', async () => {
    const { proxy, ask } = await scene();
    expect(await failureOf(ask({}, { HTTP_PROXY: proxy.address }))).toMatchObject({
      code: 'dns_error',
    });
    expect(proxy.requests).toEqual([]);
  });
});

describe('an http endpoint', () => {
  it('is asked for by its whole URL', async () => {
    const { api, proxy, ask } = await scene({ isPlain: true, login: 'me:secret' });
    const answer = await ask({}, { http_proxy: `http://me:secret@${proxy.address}` });
    expect(answer).toMatchObject({ status: 200, body: '{}' });
    expect(proxy.requests).toMatchObject([
      { method: 'POST', target: `http://${API}/?Action=x`, host: API },
    ]);
    expect(api.hosts).toEqual([API]);
  });

  it('is a failure of the proxy when that wants a password', async () => {
    const { proxy, ask } = await scene({ isPlain: true, login: 'me:secret' });
    const failure = await failureOf(ask(through(proxy.address)));
    expect(failure).toMatchObject({ reason: 'network', code: 'proxy_error' });
    expect(failure.hint).toContain(`${API}:80 through proxy http://${proxy.address}: `);
  });
});

describe('what never goes through a proxy', () => {
  it.each(['127.0.0.1', 'localhost'])('is %s', async (host) => {
    const { api, proxy, clientsOf } = await scene({ isPlain: true });
    const transport = createTransport(clientsOf({}));
    const http = { ...DEFAULT_HTTP, ...through(proxy.address) };
    const endpoint = { protocol: 'http:', host: `${host}:${api.port}`, http } as const;
    expect((await transport.post(endpoint, '/', {}, never(), LIMITS)).status).toBe(200);
    expect(proxy.requests).toEqual([]);
  });

  it('is the metadata service and the credentials URI, but STS does', async () => {
    const { proxy, clientsOf } = await scene();
    const clients = clientsOf({ HTTPS_PROXY: proxy.address, HTTP_PROXY: proxy.address });
    const send = identityTransport(
      clients.of({ ...DEFAULT_HTTP, caFile: authority.certFile }),
      clients.direct,
    );
    const request = { method: 'GET', url: `https://${STS}/`, headers: {}, body: undefined };
    expect(await failureOf(send({ ...request, isDirect: true }, never()))).toMatchObject({
      code: 'dns_error',
    });
    expect(proxy.requests).toEqual([]);
    expect((await send(request, never())).status).toBe(200);
    expect(proxy.requests).toHaveLength(1);
  });
});

describe('a proxy that fails', () => {
  it.each<[string, Partial<ConnectProxyOptions>, string]>([
    ['wants a password', { login: 'me:secret' }, 'PROXY_STATUS_407'],
    ['forbids it', { status: 403 }, 'PROXY_STATUS_403'],
    ['cannot connect', { status: 502 }, 'PROXY_STATUS_502'],
  ])('because it %s is named', async (_, options, native) => {
    const { proxy, ask } = await scene(options);
    const failure = await failureOf(ask(through(`me:hunter2@${proxy.address}`)));
    expect(failure).toMatchObject({ reason: 'network', code: 'proxy_error', transient: true });
    expect(failure.hint).toMatch(
      new RegExp(`^${API}:443 through proxy http://${proxy.address}: .* \\(${native}\\)$`),
    );
    expect(failure.hint).not.toMatch(/hunter2|me:/);
  });

  it('because nothing listens there is named, not the API', async () => {
    const { proxy, ask } = await scene();
    await proxy.close();
    cleanups.pop();
    const failure = await failureOf(ask(through(proxy.address)));
    expect(failure).toMatchObject({ code: 'connection_refused' });
    expect(failure.hint).toBe(`proxy ${proxy.address}: connection refused (ECONNREFUSED)`);
  });

  it('because its URL is none is named by the variable', async () => {
    const { ask } = await scene();
    const failure = await failureOf(ask({}, { HTTPS_PROXY: 'socks5://user:hunter2@127.0.0.1:1' }));
    expect(failure).toMatchObject({ reason: 'network', code: 'proxy_error' });
    expect(failure.hint).toMatch(/^HTTPS_PROXY: not the URL of an http or https proxy/);
    expect(failure.hint).not.toContain('hunter2');
  });

  it('because it never answers ends with the signal, and so does its connection', async () => {
    const { proxy, ask } = await scene({ isSilent: true });
    const controller = new AbortController();
    const reason = new Error('late');
    const work = ask(through(proxy.address), {}, controller.signal).catch(
      (error: unknown) => error,
    );
    while (proxy.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    expect(await work).toBe(reason);
  });
});

describe('a certificate', () => {
  it('that no ca_file vouches for is refused, with a hint', async () => {
    const { proxy, ask } = await scene();
    const failure = await failureOf(ask({ ...through(proxy.address), caFile: undefined }));
    expect(failure).toMatchObject({ reason: 'network', code: 'tls_error' });
    expect(failure.hint).toMatch(
      /CA that is not trusted.*NODE_EXTRA_CA_CERTS.*ca_file.* \(UNABLE_TO_/,
    );
  });

  it.each([
    [
      'has expired',
      { names: `DNS:${API}`, days: -1 },
      'certificate has expired (CERT_HAS_EXPIRED)',
    ],
    [
      'is for another name',
      { names: 'DNS:other.example.invalid' },
      'certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    ],
  ])('that %s is named with its host, port and proxy', async (name, options, text) => {
    const pair = authority.issue(name.replaceAll(' ', '-'), { ...options, usage: 'serverAuth' });
    const { proxy, ask } = await scene({ pair });
    const failure = await failureOf(ask(through(proxy.address)));
    expect(failure).toMatchObject({ reason: 'network', code: 'tls_error' });
    expect(failure.hint).toBe(`${API}:443 through proxy http://${proxy.address}: ${text}`);
  });

  it('whose ca_file cannot be read names the file', async () => {
    const { proxy, ask } = await scene();
    const failure = await failureOf(ask({ ...through(proxy.address), caFile: '/nowhere/ca.pem' }));
    expect(failure.hint).toBe('ca_file /nowhere/ca.pem: cannot be read (ENOENT)');
  });
});

(TINYPROXY ? describe : describe.skip)('tinyproxy', () => {
  it.each([false, true])(
    'leads to an endpoint (plain: %p), with user and password',
    async (isPlain) => {
      const { api, proxy, ask } = await scene({ isPlain });
      const tinyproxy = await startTinyproxy(proxy.address, 'me secret');
      cleanups.push(tinyproxy.close);
      expect((await ask(through(`me:secret@${tinyproxy.address}`))).status).toBe(200);
      expect(api.hosts).toEqual([API]);
      const refused = await failureOf(ask(through(`me:wrong@${tinyproxy.address}`)));
      expect(refused).toMatchObject({ reason: 'network', code: 'proxy_error' });
      expect(api.hosts).toHaveLength(1);
    },
  );
});
