/** The seam to @alicloud/credentials: its wire protocols and signatures, without its caches, timeouts and messages. */

import { withDeadline } from '../../model/concurrency.ts';
import {
  badAnswerError,
  refusalError,
  stepNetworkError,
  stepTimeout,
  toApiError,
  type CredentialStep,
} from './errors.ts';
import { parseExpiration, SHORTEST_SESSION_MS, withHiddenSecrets } from '../credential.ts';
import { clockOffset } from '../answer.ts';
import type { CredentialAttempt, Resolved, Tools } from './provider.ts';
import type { IdentityTransport } from './transport.ts';
import { withoutMark } from '../../model/values.ts';

/** What makes something at the first call, and gives the same at all others. */
function once<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

/** Loads the library when the first type needs it; afterwards it is there at once, whatever hooks the loader has. */
export const loadLibrary = once(() => import('@alicloud/credentials'));

/** What the library's providers return. */
interface LibrarySession {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Only what a refresher returns has one. */
  readonly expiration?: unknown;
}

/** A provider of the library. Those that issue sessions have a refresher: one exchange, no cache. */
export interface LibraryProvider {
  getCredentials(): Promise<LibrarySession>;
  getProviderName(): string;
  refresher?(): Promise<LibrarySession>;
}

/** A request as the library builds it. */
interface LibraryRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyForm?: Readonly<Record<string, string>>;
  readonly readTimeout: number;
  toRequestURL(): string;
}

/** An exchange with the service behind a provider. */
export interface Exchange {
  readonly step: CredentialStep;
  /** What it means when the service refuses without one of the codes of STS. */
  readonly help: string | ((status: number) => string);
  /** Use http:// where the library insists on https://. */
  readonly isPlain?: boolean;
  /** Never go through a proxy. */
  readonly isDirect?: boolean;
}

/** Whatever wrote the file of an OIDC token may have ended it with a newline. That call has no signature over the form. */
function formBody(form: LibraryRequest['bodyForm']): string | undefined {
  if (form === undefined) return undefined;
  return Object.entries(form)
    .map(
      ([key, value]) => `${key}=${encodeURIComponent(key === 'OIDCToken' ? value.trim() : value)}`,
    )
    .join('&');
}

type Send = (request: LibraryRequest) => Promise<{
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}>;

/** Sends for the library: within its own time limits, until the attempt ends, and with failures in our own words. */
function sender(exchange: Exchange, tools: Tools, attempt: CredentialAttempt): Send {
  const { step, help, isPlain = false, isDirect = false } = exchange;
  return async (request) => {
    const url = request.toRequestURL();
    const send = (signal: AbortSignal): ReturnType<IdentityTransport> =>
      tools.transport(
        {
          method: request.method,
          url: isPlain ? url.replace(/^https:/, 'http:') : url,
          headers: request.headers,
          body: formBody(request.bodyForm),
          isDirect,
        },
        signal,
      );
    const late = stepTimeout(step, request.readTimeout);
    const answer = await withDeadline(
      tools.clock,
      request.readTimeout,
      () => late,
      send,
      attempt.signal,
    ).catch((error: unknown) => {
      throw error === late ? late : stepNetworkError(step, error);
    });
    if (answer.status !== 200) {
      const clockOffsetMs = clockOffset(answer, tools.clock.now());
      throw refusalError(step, { ...answer, host: new URL(url).host, clockOffsetMs }, help);
    }
    // A sidecar may serve a file that an editor wrote.
    const body = Buffer.from(withoutMark(answer.body.toString()));
    return { statusCode: 200, headers: answer.headers, body };
  };
}

/**
 * Takes the place of the library's own transport, whose timeouts leave sockets behind and whose errors name keys. The
 * property is the one that the library's own tests replace; in a version without it the library sends by itself, and
 * only the detail of the failures is lost.
 */
function replaceTransport(provider: LibraryProvider, send: Send): void {
  if (typeof Reflect.get(provider, 'doRequest') === 'function') {
    Reflect.set(provider, 'doRequest', send);
  }
}

/** Whatever wrote a session may have taken its parts from files that end in a newline. */
function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * Remembers the first failure of a GET. The metadata provider asks again without a token when one with a token failed,
 * and would tell the second refusal, which only says that the token was missing.
 */
function remembering(send: Send): { readonly send: Send; readonly first: () => unknown } {
  let first: unknown;
  return {
    first: () => first,
    send: (request) =>
      send(request).catch((error: unknown) => {
        if (request.method === 'GET') first ??= error;
        throw error;
      }),
  };
}

/** One exchange of a provider that was built for it: never what the library would have cached. */
export async function openSession(
  provider: LibraryProvider,
  exchange: Exchange,
  tools: Tools,
  attempt: CredentialAttempt,
): Promise<Resolved> {
  const { step } = exchange;
  attempt.at(step.name);
  const { send, first } = remembering(sender(exchange, tools, attempt));
  replaceTransport(provider, send);
  try {
    const session = await (provider.refresher?.() ?? provider.getCredentials());
    return toResolved(session, provider.getProviderName(), step, tools.clock.now());
  } catch (error) {
    throw toApiError(first() ?? error, step);
  }
}

function toResolved(
  session: LibrarySession,
  name: string,
  step: CredentialStep,
  now: number,
): Resolved {
  const { expiration } = session;
  const [accessKeyId, accessKeySecret, securityToken] = [
    session.accessKeyId,
    session.accessKeySecret,
    session.securityToken,
  ].map(trimmed);
  if (!isText(accessKeyId) || !isText(accessKeySecret) || !isText(securityToken)) {
    throw badAnswerError(step);
  }
  const expiresAt = parseExpiration(expiration) ?? now + SHORTEST_SESSION_MS;
  return {
    credential: withHiddenSecrets({
      accessKeyId,
      accessKeySecret,
      securityToken,
      providerName: name,
    }),
    lease: { kind: 'session', expiresAt },
  };
}
