/** `--output=json`: what was seen, for programs. docs/status-page.md describes it; names and meanings are kept. */

import type { BuildInfo } from '../model/build-info.ts';
import { tunnelsUp, type Bgp } from '../collectors/connections/item.ts';
import type { FailedReason } from '../collectors/diagnosis/item.ts';
import type { Gateway } from '../collectors/gateways/item.ts';
import type { ConnectionView } from '../views/connection-view.ts';
import type { GatewayView } from '../views/gateway-view.ts';
import { compareBy } from '../views/level.ts';
import type { LinkView } from '../views/link-view.ts';
import type { Overview } from '../views/overview.ts';
import type { CollectorView, TargetView } from '../views/target-view.ts';
import type { Rates } from '../views/traffic.ts';
import { verdictOf } from '../views/verdict.ts';
import { isoTime } from '../views/wording.ts';

/** What the output says besides what was seen. */
export interface JsonOptions {
  readonly nowMs: number;
  readonly build: Pick<BuildInfo, 'version' | 'revision'>;
  /** The exit code that tells the worst state. */
  readonly exitCode: number;
}

/** The structure's own version: it changes when a name goes or its meaning changes, not when one is added. */
const FORMAT = 1;

/** JSON has no undefined. */
function orNull<Value>(value: Value | undefined): Value | null {
  return value ?? null;
}

function at(seconds: number | undefined): string | null {
  return seconds === undefined ? null : isoTime(seconds * 1000);
}

function collector(view: CollectorView): object {
  const { name, health, lastPoll, lastSuccessMs, resources, reported, rejected } = view;
  const failure = lastPoll?.failure;
  return {
    collector: name,
    health,
    last_success_at: at(lastSuccessMs === undefined ? undefined : lastSuccessMs / 1000),
    last_poll_duration_seconds: lastPoll === undefined ? null : lastPoll.durationMs / 1000,
    resources: orNull(resources),
    reported_resources: orNull(reported),
    rejected_rows: rejected.map(({ id, field }) => ({ id: orNull(id), field })),
    error:
      failure === undefined
        ? null
        : {
            reason: failure.reason,
            code: failure.code,
            hint: failure.hint,
            transient: failure.transient,
            http_status: orNull(failure.statusCode),
            request_id: orNull(failure.requestId),
          },
  };
}

function target({ account, region, health, collectors }: TargetView): object {
  return { account, region, health, collectors: collectors.map(collector) };
}

function failure(failedReason: FailedReason | undefined): object | null {
  if (failedReason === undefined) return null;
  return {
    reason: failedReason.reason,
    severity: failedReason.severity,
    mismatch_local: failedReason.mismatchLocal,
    mismatch_remote: failedReason.mismatchRemote,
    failed_at: at(failedReason.failedSeconds),
  };
}

function bgp(facts: Bgp | undefined): object | null {
  if (facts === undefined) return null;
  return {
    local_asn: facts.localAsn,
    peer_asn: facts.peerAsn,
    local_ip: facts.localIp,
    peer_ip: facts.peerIp,
    tunnel_cidr: facts.tunnelCidr,
  };
}

function traffic(rates: Rates | undefined): object {
  return {
    receive_bytes_per_second: orNull(rates?.receive),
    transmit_bytes_per_second: orNull(rates?.transmit),
  };
}

function connection({
  account,
  region,
  level,
  reasons,
  links,
  sites,
  connection: it,
  seenMs,
  rates,
}: ConnectionView): object {
  const single = it.mode === 'single' ? links[0] : undefined;
  return {
    account,
    region,
    vpn_connection_id: it.id,
    health: level,
    reasons: [...reasons, ...(single?.reasons ?? [])],
    name: it.name,
    mode: it.mode,
    state: it.state,
    ipsec_status: orNull(single?.status),
    bgp_up: orNull(it.bgpUp),
    health_check_up: orNull(it.healthCheckUp),
    tunnels: links.length,
    tunnels_up: tunnelsUp(it),
    failure: failure(single?.failedReason),
    bgp: bgp(it.bgp),
    seen_at: isoTime(seenMs),
    created_at: at(it.createdSeconds),
    bandwidth_bytes_per_second: orNull(it.bandwidthBytesPerSecond),
    ...traffic(rates),
    attach_type: it.attachType,
    vpn_gateway_id: it.vpnGatewayId,
    transit_router_id: it.transitRouterId,
    customer_gateway_id: it.customerGatewayId,
    sites,
    network_type: it.networkType,
    internet_ip: it.internetIp,
    resource_group_id: it.resourceGroupId,
  };
}

function tunnel(
  view: ConnectionView,
  { tunnel: it, level, reasons, failedReason, site, rates }: LinkView,
): object {
  return {
    account: view.account,
    region: view.region,
    vpn_connection_id: view.connection.id,
    tunnel_id: orNull(it?.id),
    health: level,
    reasons,
    state: orNull(it?.state),
    ipsec_status: orNull(it?.status),
    bgp_up: orNull(it?.bgpUp),
    failure: failure(failedReason),
    bgp: bgp(it?.bgp),
    index: orNull(it?.index),
    role: orNull(it?.role),
    zone: orNull(it?.zone),
    internet_ip: orNull(it?.internetIp),
    peer_id: orNull(it?.peerId),
    customer_gateway_id: orNull(it?.customerGatewayId),
    site,
    ike_version: orNull(it?.ikeVersion),
    ...traffic(rates),
  };
}

function reservation(booked: Gateway['reservation']): object | null {
  return booked === undefined ? null : { type: booked.type, ends_at: at(booked.endSeconds) };
}

function gateway(view: GatewayView): object {
  const { account, region, level, reasons, gateway: it, seenMs, rates } = view;
  return {
    account,
    region,
    vpn_gateway_id: it.id,
    health: level,
    reasons,
    name: it.name,
    status: orNull(it.status),
    business_status: orNull(it.businessStatus),
    created_at: at(it.createdSeconds),
    expires_at: at(it.expirationSeconds),
    reservation: reservation(it.reservation),
    seen_at: isoTime(seenMs),
    spec: it.spec,
    charge_type: it.chargeType,
    bandwidth_bytes_per_second: orNull(it.bandwidthBytesPerSecond),
    ...traffic(rates),
    gateway_type: it.gatewayType,
    vpn_type: it.vpnType,
    network_type: it.networkType,
    vpc_id: it.vpcId,
    internet_ip: it.internetIp,
    standby_internet_ip: it.standbyInternetIp,
    bgp_enabled: it.bgpEnabled,
    auto_propagate: it.autoPropagate,
    resource_group_id: it.resourceGroupId,
  };
}

/** By account and region, then by id: two outputs can be compared line by line. */
function inOrder<View extends { readonly account: string; readonly region: string }>(
  views: readonly View[],
  idOf: (view: View) => string,
): readonly View[] {
  return views.toSorted(
    compareBy(
      ({ account }) => account,
      ({ region }) => region,
      idOf,
    ),
  );
}

/** What a terminal or an editor would not show as it is, but for line ends, which JSON itself writes out in text. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A character as JSON escapes it, in UTF-16. */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** One JSON object, ending with a newline. It holds no secret, and no tag. */
export function renderJson(overview: Overview, { nowMs, build, exitCode }: JsonOptions): string {
  const connections = inOrder(overview.connections, (view) => view.connection.id);
  const dual = connections.filter((view) => view.connection.mode === 'dual');
  const document = {
    format: FORMAT,
    exporter: { version: build.version, revision: build.revision },
    generated_at: isoTime(nowMs),
    exit_code: exitCode,
    summary: verdictOf(overview).text,
    targets: inOrder(overview.targets, () => '').map(target),
    connections: connections.map(connection),
    tunnels: dual.flatMap((view) => view.links.map((link) => tunnel(view, link))),
    gateways: inOrder(overview.gateways, (view) => view.gateway.id).map(gateway),
    expected_connections: overview.expected.map(({ account, vpnConnectionId, found }) => ({
      account,
      vpn_connection_id: vpnConnectionId,
      found: orNull(found),
    })),
  };
  return `${JSON.stringify(document, undefined, 2).replace(UNSEEN, escaped)}\n`;
}
