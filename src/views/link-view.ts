/** How a tunnel, or a single-tunnel connection, is, and why. */

import {
  type Connection,
  type IpsecStatus,
  isEstablished,
  linkId,
  type Tunnel,
} from '../collectors/connections/item.ts';
import type { CustomerGateway } from '../collectors/customer-gateways/item.ts';
import type { Diagnosis, FailedReason } from '../collectors/diagnosis/item.ts';
import type { Remembered, Since } from '../polling/history.ts';
import type { CollectorState } from '../polling/state.ts';
import { isStale, type ViewContext } from './age.ts';
import type { Level } from './level.ts';
import { sinceOf } from './since.ts';
import { type Rates, ratesOf, type TrafficState } from './traffic.ts';
import { failedReasonText } from './wording.ts';

/** What is known of the customer gateways of a target; undefined where the collector does not run. */
export type Sites = CollectorState<CustomerGateway> | undefined;

/** `NAME (ADDRESS)`, or the one of them that is known; '' for nothing. */
function siteText(sites: Sites, customerGatewayId: string): string {
  const { name = '', ipAddress = '' } = sites?.entries.get(customerGatewayId)?.item ?? {};
  return name === '' || ipAddress === '' ? name || ipAddress : `${name} (${ipAddress})`;
}

/** A tunnel of a dual-tunnel connection, or a single-tunnel connection as a tunnel. */
export interface LinkView {
  /** Undefined for a single-tunnel connection. */
  readonly tunnel: Tunnel | undefined;
  /** `stale` where the connection is. */
  readonly level: Level;
  readonly status: IpsecStatus;
  /** Undefined where BGP is off. */
  readonly bgpUp: boolean | undefined;
  /** What the diagnosis says while it is not established. */
  readonly failedReason: FailedReason | undefined;
  /** Since when it is in this state; undefined where that was not seen, and where it is stale. */
  readonly since: Since | undefined;
  /** Name and address of the site it leads to; '' where they are not known. */
  readonly site: string;
  /** Why it is not up, each in one line. */
  readonly reasons: readonly string[];
  /** Undefined where they are not known, and where it is stale. */
  readonly rates: Rates | undefined;
}

/** What is known of the diagnoses of a target; undefined where the collector does not run. */
export type Diagnoses = CollectorState<Diagnosis> | undefined;

/** What a connection is judged by, besides itself. */
export interface Evidence {
  readonly diagnoses: Diagnoses;
  readonly traffic: TrafficState;
  readonly sites: Sites;
  /** What is remembered of the connection and its tunnels. */
  readonly remembered: readonly Remembered[];
}

/** `State` of a connection that carries no traffic on purpose: not associated, or gone. */
const INACTIVE: ReadonlySet<Connection['state']> = new Set(['init', 'deleted']);

/** Whether nobody expects traffic of a connection. */
export function isInactive({ state }: Connection): boolean {
  return INACTIVE.has(state);
}

/** The diagnosis of a link; one that could not be repeated for too long says nothing. */
function findDiagnosis(
  diagnoses: Diagnoses,
  id: string,
  context: ViewContext,
): Diagnosis | undefined {
  const entry = diagnoses?.entries.get(id);
  return entry === undefined || isStale('diagnosis', entry.seenMs, context)
    ? undefined
    : entry.item;
}

/** Why no failed reason is known of a link that is not established. */
function silenceOf(diagnoses: Diagnoses, diagnosis: Diagnosis | undefined): string {
  if (diagnosis !== undefined) return 'the API gives no reason';
  if (diagnoses?.notOffered !== undefined) return 'the API does not offer diagnosis here';
  if (diagnoses === undefined) return 'diagnosis is switched off';
  const failure = diagnoses.lastPoll?.failure;
  return failure === undefined
    ? 'not diagnosed yet'
    : `not diagnosed: ${failure.reason}: ${failure.code}`;
}

function levelOf(
  connection: Connection,
  status: IpsecStatus,
  bgpUp: boolean | undefined,
): Exclude<Level, 'stale'> {
  if (isEstablished(status)) return bgpUp === false ? 'degraded' : 'up';
  if (isInactive(connection)) return 'inactive';
  return status === 'unknown' ? 'unknown' : 'down';
}

function reasonsOf(
  level: Level,
  failedReason: FailedReason | undefined,
  silence: string,
): readonly string[] {
  if (level === 'inactive' && failedReason === undefined) return [];
  const why = failedReason === undefined ? silence : failedReasonText(failedReason);
  return level === 'unknown' ? ['the API reports no IPsec status', why] : [why];
}

function judgeLink(
  connection: Connection,
  tunnel: Tunnel | undefined,
  { diagnoses, sites, remembered, traffic }: Evidence,
  context: ViewContext,
): LinkView {
  const { status, bgpUp } = tunnel ?? connection;
  const tunnelId = tunnel?.id ?? '';
  const level = levelOf(connection, status, bgpUp);
  const own = remembered.filter((one) => one.tunnelId === tunnelId);
  const since = sinceOf(level, own, tunnelId, context);
  const site = siteText(sites, (tunnel ?? connection).customerGatewayId);
  const id = linkId({ connectionId: connection.id, tunnelId });
  const rates = ratesOf(traffic, id, context);
  const view = { tunnel, status, bgpUp, level, since, site, rates };
  if (isEstablished(status)) {
    return { ...view, failedReason: undefined, reasons: bgpUp === false ? ['BGP is down'] : [] };
  }
  const diagnosis = findDiagnosis(diagnoses, id, context);
  const failedReason = diagnosis?.failedReason;
  return {
    ...view,
    failedReason,
    reasons: reasonsOf(level, failedReason, silenceOf(diagnoses, diagnosis)),
  };
}

/** The tunnels of a connection as they were when it was last seen; the only one of a single-tunnel connection. */
export function judgeLinks(
  connection: Connection,
  evidence: Evidence,
  context: ViewContext,
): readonly LinkView[] {
  return connection.mode === 'single'
    ? [judgeLink(connection, undefined, evidence, context)]
    : connection.tunnels.map((tunnel) => judgeLink(connection, tunnel, evidence, context));
}

/** What tells a tunnel from the other one, as far as the API says it. */
export function tunnelName({ tunnel }: LinkView): string {
  const { index, role = '', zone = '' } = tunnel ?? {};
  const number = index === undefined ? '' : `tunnel ${index}`;
  return [number, role, zone].filter((part) => part !== '').join(', ');
}
