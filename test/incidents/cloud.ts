/** The clouds of incidents: connections and gateways by names that a reader remembers. */

import { createHash } from 'node:crypto';
import { connectionRow, DOWN, tunnelId, UP, connectionId } from '../support/rows/connection-row.ts';
import { gatewayId, gatewayRow } from '../support/rows/gateway-row.ts';
import type { JsonObject } from '../../src/simulator/json.ts';

/** Where incidents happen unless they say otherwise. */
export const REGION = 'cn-hangzhou';

/** A connection as a story describes it. */
export interface ConnectionOf {
  readonly kind: 'connection';
  readonly name: string;
  readonly mode: 'single' | 'dual';
  /** Name of its VPN gateway; left out: a transit router. */
  readonly gateway?: string;
  /** Name of the customer gateway; left out: one of its own. */
  readonly site?: string;
  readonly bgp?: boolean | readonly string[];
  readonly healthCheck?: 'success' | 'failed';
  /** Status of the connection or of its two tunnels. */
  readonly statuses?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly createdMs?: number;
  readonly fields?: JsonObject;
  /** Fields of each tunnel. */
  readonly tunnelFields?: JsonObject;
}

/** A VPN gateway as a story describes it. */
export interface GatewayOf {
  readonly kind: 'gateway';
  readonly name: string;
  readonly fields?: JsonObject;
  /** Days until its subscription ends; left out: it is pay-as-you-go. */
  readonly endsInDays?: number;
  /** Days since it was bought. */
  readonly boughtDaysAgo?: number;
}

/** Region to what is there. */
export type Cloud = Readonly<Record<string, readonly (ConnectionOf | GatewayOf)[]>>;

type Options<Kind> = Omit<Kind, 'kind' | 'name' | 'mode'>;

/** A dual-tunnel connection. */
export function dual(name: string, options: Options<ConnectionOf> = {}): ConnectionOf {
  return { kind: 'connection', name, mode: 'dual', ...options };
}

/** A single-tunnel connection. */
export function single(name: string, options: Options<ConnectionOf> = {}): ConnectionOf {
  return { kind: 'connection', name, mode: 'single', ...options };
}

/** A VPN gateway. */
export function gateway(name: string, options: Options<GatewayOf> = {}): GatewayOf {
  return { kind: 'gateway', name, ...options };
}

/** `count` things called `<name>-1` onwards. */
export function many<Thing>(count: number, name: string, make: (name: string) => Thing): Thing[] {
  return Array.from({ length: count }, (_, index) => make(`${name}-${index + 1}`));
}

/** The names of `many`. */
export function names(count: number, name: string): readonly string[] {
  return many(count, name, (each) => each);
}

const DAY_MS = 86_400_000;
/** Pay-as-you-go gateways end in 2099. */
const NEVER_MS = Date.UTC(2099, 8, 8);

/** Ids of one incident's cloud: names in it are unique, across incidents too since every id is made of both. */
export class Ids {
  readonly #row: string;

  constructor(row: string) {
    this.#row = row;
  }

  /** What the API calls Name. */
  name(name: string): string {
    return `${this.#row}.${name}`;
  }

  connection(name: string): string {
    return connectionId(this.name(name));
  }

  tunnel(name: string, index: number): string {
    return tunnelId(this.name(name), index);
  }

  gateway(name: string): string {
    return gatewayId(this.name(name));
  }

  customerGateway(site: string): string {
    return `cgw-${this.name(site).replaceAll(/\W/g, '-')}`;
  }

  /** The address of its peer, which is what the rules call a site. */
  site(name: string): string {
    const [a = 0, b = 0, c = 0] = createHash('sha256').update(this.name(name)).digest();
    return `10.${a}.${b}.${c}`;
  }
}

function withSite(row: JsonObject, site: string, ids: Ids, fields: JsonObject): JsonObject {
  const CustomerGatewayId = ids.customerGateway(site);
  const at = (ike: unknown): JsonObject => ({ ...(ike as JsonObject), RemoteId: ids.site(site) });
  const options = row['TunnelOptionsSpecification'] as
    { readonly TunnelOptions: readonly JsonObject[] } | undefined;
  if (options === undefined) {
    return { ...row, CustomerGatewayId, IkeConfig: at(row['IkeConfig']) };
  }
  const tunnels = options.TunnelOptions.map((tunnel) => ({
    ...tunnel,
    CustomerGatewayId,
    TunnelIkeConfig: at(tunnel['TunnelIkeConfig']),
    ...fields,
  }));
  return { ...row, TunnelOptionsSpecification: { TunnelOptions: tunnels } };
}

/** The row that the API returns for a connection. */
export function rowOfConnection(thing: ConnectionOf, region: string, ids: Ids): JsonObject {
  const bgp = thing.bgp === true ? ['success', 'success'] : thing.bgp || undefined;
  const row = connectionRow({
    name: ids.name(thing.name),
    mode: thing.mode,
    region,
    ...(thing.gateway !== undefined && { vpnGatewayId: ids.gateway(thing.gateway) }),
    ...(bgp !== undefined && { bgp }),
    ...(thing.healthCheck !== undefined && { healthCheck: thing.healthCheck }),
    ...(thing.statuses !== undefined && { statuses: thing.statuses }),
    ...(thing.tags !== undefined && { tags: thing.tags }),
    ...(thing.createdMs !== undefined && { createdMs: thing.createdMs }),
  });
  const site = thing.site ?? thing.name;
  return { ...withSite(row, site, ids, thing.tunnelFields ?? {}), ...thing.fields };
}

/** The row that the API returns for a gateway. */
export function rowOfGateway(thing: GatewayOf, ids: Ids, nowMs: number): JsonObject {
  const { endsInDays, boughtDaysAgo = 400 } = thing;
  return {
    ...gatewayRow({
      name: ids.name(thing.name),
      chargeType: endsInDays === undefined ? 'POSTPAY' : 'Prepay',
      endMs: endsInDays === undefined ? NEVER_MS : nowMs + endsInDays * DAY_MS,
    }),
    CreateTime: nowMs - boughtDaysAgo * DAY_MS,
    ReservationData: {},
    ...thing.fields,
  };
}

export { DOWN, UP };
