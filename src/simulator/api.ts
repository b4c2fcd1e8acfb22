/** One call of the API from the request to the answer, faults included. */

import type { Clock } from '../model/clock.ts';
import type { Action } from './actions/action.ts';
import { ACTIONS } from './actions/actions.ts';
import { authenticate, Nonces } from './authentication.ts';
import { pagePicker, substituteReply, withEdits, withEncodings } from './faults/apply.ts';
import type { Effect } from './faults/effect.ts';
import type { FaultRegistry } from './faults/registry.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { QuotaWindows } from './quota.ts';
import { RecordedAnswers } from './recorded.ts';
import { Refusal } from './refusals.ts';
import type { RegionView } from './region-view.ts';
import { jsonReply, newRequestId, refusalReply, withHeaders, type Reply } from './reply.ts';
import type { RequestLog, RequestRecord } from './request-log.ts';
import type { RecordedAnswer, ScenarioAccount } from './scenario.ts';
import { parseAuthorization } from './signature.ts';
import { paramsOf, type Params, type WireRequest } from './wire-request.ts';
import type { World } from './world.ts';

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
  const text = params.get(name);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function summaryOf(request: WireRequest, params: Params, world: World): CallSummary {
  const authorization = parseAuthorization(request.headers['authorization'] ?? '');
  return {
    requestId: newRequestId(),
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

function accessDenied(account: ScenarioAccount, action: string): JsonObject {
  return {
    AccessDeniedDetail: {
      AuthAction: `vpc:${action}`,
      AuthPrincipalDisplayName: 'vpn-exporter',
      AuthPrincipalOwnerId: account.uid,
      AuthPrincipalType: 'SubUser',
      NoPermissionType: 'ImplicitDeny',
      PolicyType: 'AccountLevelIdentityBasedPolicy',
    },
  };
}

/** @throws Refusal for an error that was recorded */
function bodyOf({ status, code = 'InternalError', body = null }: RecordedAnswer): Json {
  if (status === 200) return body;
  throw new Refusal(code, { status, message: 'This answer was recorded.' });
}

/** Answers calls. */
export class Api {
  readonly #parts: ApiParts;
  readonly #nonces = new Nonces();
  readonly #quotas = new QuotaWindows();
  readonly #recorded = new RecordedAnswers();

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
    this.#recorded.clear();
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
      return jsonReply(200, 'OK', JSON.stringify(shown), requestId);
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
    const recorded = this.#recorded.next(account, name, params);
    if (recorded !== undefined) return bodyOf(recorded);
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

  #spend(account: ScenarioAccount, region: string, action: string): void {
    const key = `${account.name} ${region} ${action}`;
    this.#quotas.spend(key, account.quota, this.#parts.clock.now());
  }

  #region(account: ScenarioAccount, region: string, action: string): RegionView {
    if (region === '') throw new Refusal('MissingRegionId');
    if (account.refusedRegions.includes(region)) {
      throw new Refusal('Forbidden.RAM', { fields: accessDenied(account, action) });
    }
    const view = this.#parts.world.view({ account: account.name, region });
    if (view === undefined) throw new Refusal('InvalidRegionId.NotFound');
    return view;
  }
}
