/** One call of the API from the request to the answer, faults included. */

import { randomUUID } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { ACTIONS } from './actions/actions.ts';
import type { Action } from './actions/action.ts';
import { authenticate, Nonces, parseAuthorization } from './authentication.ts';
import { pagePicker, substituteReply, withEdits, withEncodings } from './faults/apply.ts';
import type { Effect } from './faults/effect.ts';
import type { FaultRegistry } from './faults/faults.ts';
import { isObject, type Json } from './json.ts';
import type { RequestLog, RequestRecord } from './request-log.ts';
import type { RecordedAnswer, ScenarioAccount } from './scenario.ts';
import {
  Refusal,
  jsonReply,
  paramsOf,
  refusalReply,
  withHeaders,
  type Params,
  type Reply,
  type WireRequest,
} from './wire.ts';
import type { RegionView, World } from './world.ts';

/** The version of the VPC API. */
const VERSION = '2016-04-28';

export interface ApiParts {
  readonly world: World;
  readonly faults: FaultRegistry;
  readonly log: RequestLog;
  /** The scenario's time. */
  readonly clock: Clock;
  /** The time that clients sign with. */
  readonly wireClock: Clock;
}

/** An answer, and the faults that are left for its delivery. */
export interface Answer {
  readonly reply: Reply;
  readonly effects: readonly Effect[];
}

type CallSummary = Omit<RequestRecord, 'timeMs' | 'status' | 'code' | 'faults'>;

function numberOf(params: Params, name: string): number | undefined {
  const text = params.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function summaryOf(request: WireRequest, params: Params, world: World): CallSummary {
  const authorization = parseAuthorization(request.headers['authorization'] ?? '');
  return {
    requestId: randomUUID().toUpperCase(),
    action: request.headers['x-acs-action'],
    account: authorization && world.keyOwner(authorization.accessKeyId)?.account.name,
    region: params.get('RegionId'),
    page: numberOf(params, 'PageNumber'),
    pageSize: numberOf(params, 'PageSize'),
    params: Object.fromEntries(params),
  };
}

function actionOf(request: WireRequest): Action {
  const isKnownMethod = request.method === 'POST' || request.method === 'GET';
  if (!isKnownMethod) throw new Refusal('UnsupportedHTTPMethod');
  const name = request.headers['x-acs-action'];
  if (!name) throw new Refusal('MissingAction');
  const version = request.headers['x-acs-version'];
  if (!version) throw new Refusal('MissingVersion');
  const action = ACTIONS.get(name);
  if (version !== (action?.version ?? VERSION)) throw new Refusal('NoSuchVersion');
  if (action === undefined || request.path !== '/') throw new Refusal('InvalidApi.NotFound');
  return action;
}

/** What a refusal by RAM says of whom it refuses what. */
function accessDenied({ uid }: ScenarioAccount, action: string) {
  const AccessDeniedDetail = {
    AuthAction: `vpc:${action}`,
    AuthPrincipalDisplayName: 'vpn-exporter',
    AuthPrincipalOwnerId: uid,
    AuthPrincipalType: 'SubUser',
    NoPermissionType: 'ImplicitDeny',
    PolicyType: 'AccountLevelIdentityBasedPolicy',
  };
  return new Refusal('Forbidden.RAM', { fields: { AccessDeniedDetail } });
}

/** The same for calls that were the same. */
function callKey({ action, params }: RecordedAnswer): string {
  const values = Object.entries(params).map((param) => param.join('='));
  return JSON.stringify([action, values.toSorted()]);
}

/** The recorded answers to a call, in their order. The recorded call may have had filters that the call at hand has not. */
function recordedAnswers(
  { answers }: ScenarioAccount,
  action: string,
  params: Params,
): readonly RecordedAnswer[] {
  const fitting = answers.filter(
    (answer) =>
      answer.action === action &&
      [...params].every(([name, value]) => answer.params[name] === value),
  );
  const best =
    fitting.find((answer) => Object.keys(answer.params).length === params.size) ?? fitting[0];
  return best === undefined ? [] : fitting.filter((answer) => callKey(answer) === callKey(best));
}

/** The calls of one account, region and action within a window of its quota. */
interface QuotaWindow {
  readonly startMs: number;
  readonly calls: number;
}

/** Answers calls. */
export class Api {
  readonly #parts: ApiParts;
  readonly #nonces = new Nonces();
  readonly #quotas = new Map<string, QuotaWindow>();
  /** Calls answered so far from a recording, by account and call. */
  readonly #replayed = new Map<string, number>();

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  /** Answers one call, and logs it. */
  answer(request: WireRequest): Answer {
    const { world, faults, log, clock, wireClock } = this.#parts;
    const params = paramsOf(request);
    const summary = summaryOf(request, params, world);
    const facts = { ...summary, page: summary.page ?? 1 };
    const effects = faults.take(facts);
    const reply = withEncodings(this.#reply(request, params, summary, effects), effects);
    log.add({
      ...summary,
      timeMs: clock.now(),
      status: reply.status,
      code: reply.code,
      faults: effects.map(({ kind }) => kind),
    });
    const date = new Date(wireClock.now()).toUTCString();
    return { reply: withHeaders(reply, { date }), effects };
  }

  /** Forgets used quotas and given answers. */
  reset(): void {
    this.#quotas.clear();
    this.#replayed.clear();
  }

  #reply(
    request: WireRequest,
    params: Params,
    { requestId }: CallSummary,
    effects: readonly Effect[],
  ): Reply {
    const host = request.headers['host'] ?? '';
    const substitute = substituteReply(effects, host, requestId);
    if (substitute !== undefined) return substitute;
    try {
      const body = this.#run(request, params, effects);
      const shown = isObject(body) ? withEdits({ RequestId: requestId, ...body }, effects) : body;
      return jsonReply(200, 'OK', shown, requestId);
    } catch (error) {
      if (error instanceof Refusal) return refusalReply(error, host, requestId);
      throw error;
    }
  }

  #run(request: WireRequest, params: Params, effects: readonly Effect[]): Json {
    const { world, wireClock } = this.#parts;
    const action = actionOf(request);
    const account = authenticate(request, world, this.#nonces, wireClock.now());
    const name = request.headers['x-acs-action'] ?? '';
    const region = params.get('RegionId') ?? '';
    this.#spend(account, region, name);
    const recorded = this.#recorded(account, name, params);
    if (recorded !== undefined) return recorded;
    const call = {
      params,
      account,
      pick: pagePicker(effects),
      nowMs: this.#parts.clock.now(),
      views: () => world.views(account),
    };
    if (action.scope === 'account') return action.run(call);
    return action.run({ ...call, region: this.#region(account, region, name) });
  }

  /** @throws Refusal Throttling.User when the window is used up. */
  #spend({ name, quota }: ScenarioAccount, region: string, action: string): void {
    if (quota === undefined) return;
    const key = `${name} ${region} ${action}`;
    const nowMs = this.#parts.clock.now();
    const last = this.#quotas.get(key);
    const isOpen = last !== undefined && nowMs < last.startMs + quota.windowSeconds * 1000;
    const { startMs, calls } = isOpen ? last : { startMs: nowMs, calls: 0 };
    if (calls >= quota.calls) {
      throw new Refusal('Throttling.User', { retryAfterMs: quota.retryAfterMs });
    }
    this.#quotas.set(key, { startMs, calls: calls + 1 });
  }

  /**
   * The recorded body for a call: those of the same call in their order, the last of them again and again; undefined where
   * nothing like it was recorded.
   * @throws Refusal for an error that was recorded
   */
  #recorded(account: ScenarioAccount, action: string, params: Params): Json | undefined {
    const answers = recordedAnswers(account, action, params);
    const [first] = answers;
    if (first === undefined) return undefined;
    const key = `${account.name} ${callKey(first)}`;
    const index = this.#replayed.get(key) ?? 0;
    this.#replayed.set(key, index + 1);
    const {
      status,
      code = 'InternalError',
      body = null,
    } = answers[index] ?? answers.at(-1) ?? first;
    if (status !== 200) throw new Refusal(code, { status, message: 'This answer was recorded.' });
    return body;
  }

  #region(account: ScenarioAccount, region: string, action: string): RegionView {
    if (region === '') throw new Refusal('MissingRegionId');
    if (account.refusedRegions.includes(region)) throw accessDenied(account, action);
    const view = this.#parts.world.view({ account: account.name, region });
    if (view === undefined) throw new Refusal('InvalidRegionId.NotFound');
    return view;
  }
}
