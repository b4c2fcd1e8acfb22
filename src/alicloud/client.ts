/** Makes signed calls for one account and region: limited, retried, timed. */

import type { Clock } from '../model/clock.ts';
import type { PollConfig } from '../config/config.ts';
import type { Target } from '../model/target.ts';
import type { Api } from './api.ts';
import { BudgetClock, type Limiter, TokenBucket } from './limits.ts';
import { withDeadline } from '../model/concurrency.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { type Endpoint, endpointOf, type Transport } from './transport.ts';
import { ApiError } from '../model/failure.ts';
import type { Logger } from '../model/log.ts';
import type { Product } from './product.ts';
import {
  blamesCredential,
  clockOffset,
  type Decode,
  parseBody,
  requestIdIn,
  timeoutError,
} from './answer.ts';
import { type Refusal, RefusalPause, withRetries } from './retry.ts';
import { queryString, type Request, signedHeaders } from './request.ts';
import { socketError } from './socket-errors.ts';

/** One attempt of one call, for the exporter's own metrics. */
export interface CallAttempt {
  readonly action: string;
  /** `OK`, the API's error code, or a class of transport failure. */
  readonly code: string;
  readonly durationSeconds: number;
  /** The peer that the call was sent to: host and port, with the proxy in between. */
  readonly peer: string;
  /** 1 for the first attempt of a call. */
  readonly number: number;
  /** These are undefined without an answer. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** The answer's `Date` minus the exporter's clock, in milliseconds. */
  readonly clockOffsetMs: number | undefined;
}

/** Logs an attempt: what was asked of whom, and what came of it. */
export function logAttempt(log: Logger, { account, region }: Target, attempt: CallAttempt): void {
  const { action, peer, number, status, code, durationSeconds, requestId } = attempt;
  log.debug(
    {
      account: account.name,
      region,
      action,
      endpoint: peer,
      attempt: number,
      status,
      code,
      duration_ms: Math.round(durationSeconds * 1000),
      request_id: requestId,
    },
    'API call',
  );
}

/** What all clients of the process share, and what belongs to the account. */
export interface ClientDependencies {
  readonly transport: Transport;
  readonly limiter: Limiter;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly log: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly poll: Pick<PollConfig, 'requestTimeoutMs' | 'timeoutMs' | 'requestsPerMinute'>;
  readonly userAgent: string;
  /** The bucket of an API that counts calls for the account as a whole. */
  readonly accountBucket?: (product: Product) => TokenBucket | undefined;
  readonly onAttempt: (attempt: CallAttempt) => void;
}

/** What a target remembers of one API: trouble with one says nothing about another. */
interface Line {
  readonly endpoint: Endpoint;
  /** Whom calls are sent to, for messages. */
  readonly peer: string;
  readonly bucket: TokenBucket;
  readonly pause: RefusalPause;
  /** Whether the last attempt went without an answer. */
  isSuspect: boolean;
  /** What the last attempt failed with; undefined after a success. */
  trouble: string | undefined;
}

interface Call<Result> {
  readonly line: Line;
  readonly request: Request;
  readonly credential: Credential;
  /** The last refusal of this credential before the call. */
  readonly refusal: Refusal | undefined;
  readonly decode: Decode<Result>;
  /** Which attempt this is. */
  readonly number: number;
  /** What it was answered with, as soon as that is known. */
  status?: number;
  requestId?: string | undefined;
  clockOffsetMs?: number | undefined;
}

/** The calls of one account and region. */
export class Client implements Api {
  readonly target: Target;
  readonly #deps: ClientDependencies;
  readonly #lines = new Map<Product, Line>();
  /** What polls of this target measure their budget with. */
  readonly budget: BudgetClock;
  readonly clock: Clock;
  readonly log: Logger;

  constructor(target: Target, deps: ClientDependencies) {
    this.target = target;
    this.#deps = deps;
    this.budget = new BudgetClock(deps.clock);
    this.clock = deps.clock;
    this.log = deps.log.child({ account: target.account.name, region: target.region });
  }

  call<Result>(request: Request, decode: Decode<Result>, signal: AbortSignal): Promise<Result> {
    const { clock, random, poll, limiter, credentials } = this.#deps;
    const line = this.#lineOf(request.product);
    const caller = { key: this.target.account.name, isSuspect: () => line.isSuspect };
    let number = 0;
    const attempt = async (): Promise<Result> => {
      await this.budget.waiting(() => line.bucket.take(signal));
      // After a wait that may be longer than a session lasts, and before the slot is taken: an account without
      // credentials must not keep others waiting.
      const credential = await credentials.get(line, signal);
      const refusal = line.pause.check(credential);
      number += 1;
      const call = { line, request, credential, refusal, decode, number };
      return limiter.run(caller, () => this.#observed(call, signal), signal);
    };
    const { budget } = this;
    return withRetries(attempt, { clock, budget, random, maxWaitMs: poll.timeoutMs }, signal);
  }

  /** What the last attempts failed with, of each API that has not answered well since. */
  troubles(): readonly string[] {
    return [...this.#lines.values()].flatMap(({ trouble }) =>
      trouble === undefined ? [] : [trouble],
    );
  }

  #lineOf(product: Product): Line {
    const known = this.#lines.get(product);
    if (known !== undefined) return known;
    const { clock, random, poll, accountBucket, transport } = this.#deps;
    const { account, region } = this.target;
    const endpoint = { ...endpointOf(account, region, product), http: account.http };
    const line = {
      endpoint,
      peer: transport.peerOf?.(endpoint) ?? endpoint.host,
      bucket: accountBucket?.(product) ?? new TokenBucket(poll.requestsPerMinute, clock),
      pause: new RefusalPause(clock, random),
      isSuspect: false,
      trouble: undefined,
    };
    this.#lines.set(product, line);
    return line;
  }

  async #observed<Result>(call: Call<Result>, signal: AbortSignal): Promise<Result> {
    const { clock, onAttempt } = this.#deps;
    const { line, request, number } = call;
    const start = clock.monotonic();
    const report = (code: string): void => {
      onAttempt({
        action: request.action,
        code,
        durationSeconds: (clock.monotonic() - start) / 1000,
        peer: line.peer,
        number,
        status: call.status,
        requestId: call.requestId,
        clockOffsetMs: call.clockOffsetMs,
      });
    };
    try {
      const result = await this.#attempt(call, signal);
      line.isSuspect = false;
      line.trouble = undefined;
      this.budget.answered(true);
      report('OK');
      return result;
    } catch (error) {
      const failure = error instanceof ApiError ? error.failure : undefined;
      if (failure !== undefined) {
        line.isSuspect = failure.reason === 'timeout';
        // What ends the poll says nothing about the call.
        if (!signal.aborted) line.trouble = failure.hint;
        this.budget.answered(false);
      }
      report(failure?.code ?? 'canceled');
      throw error;
    }
  }

  async #attempt<Result>(call: Call<Result>, signal: AbortSignal): Promise<Result> {
    const { clock, poll, credentials } = this.#deps;
    const { line, credential, refusal } = call;
    const late = (): Error =>
      timeoutError(`${line.peer}: no answer within ${poll.requestTimeoutMs / 1000} s`);
    const exchange = (stop: AbortSignal): Promise<Result> => this.#exchange(call, stop);
    try {
      const result = await withDeadline(clock, poll.requestTimeoutMs, late, exchange, signal);
      line.pause.end();
      credentials.accept(credential, line);
      return result;
    } catch (error) {
      if (error instanceof ApiError && blamesCredential(error.failure)) {
        line.pause.begin(credential, error, refusal);
        credentials.reject(credential, line);
      }
      throw error;
    }
  }

  async #exchange<Result>(call: Call<Result>, signal: AbortSignal): Promise<Result> {
    const { transport, userAgent } = this.#deps;
    const { line, request, credential, decode } = call;
    const { endpoint, peer: host } = line;
    const headers = signedHeaders(request, endpoint.host, credential, userAgent);
    const answer = await transport
      .post(endpoint, `/?${queryString(request.query)}`, headers, signal, request.limits)
      .catch((error: unknown) => {
        throw socketError(error);
      });
    call.status = answer.status;
    const { accessKeySecret, securityToken = '' } = credential;
    const secrets = [accessKeySecret, securityToken].filter((secret) => secret !== '');
    const clockOffsetMs = clockOffset(answer, this.#deps.clock.now());
    call.clockOffsetMs = clockOffsetMs;
    const { product, action } = request;
    const { region } = this.target;
    const context = { product, action, host, region, clockOffsetMs, secrets };
    call.requestId = requestIdIn(answer.headers, 'x-acs-request-id', context);
    return parseBody(answer, decode, context);
  }
}
