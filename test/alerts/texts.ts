/** What the text of each alert has to say when everything is known: a row for each alert. */

/** A fact, as it stands in a text. */
export const FACTS = {
  // Of a connection: id, name, gateway, account and region, site.
  connection:
    /\b(\S+) \(name-of-\1\) of VPN gateway \S+ in \w+\/[\w-]+ to site 203\.0\.113\.\d+ \(site-of-\S+\)/,
  tunnel: /^(BGP of tunnel|Tunnel) \S+ of VPN connection /,
  since: /since 19\d\d-\d\d-\d\d \d\d:\d\d/,
  carries: / \S+ carries the traffic \((master|slave)\)\./,
  status: / Status of \S+ \((master|slave)\): ike_sa_not_established\./,
  reason: / Diagnosis of \S+: AlgorithmMismatch, local AES256, remote AES128\. Give both sides/,
  peer: / BGP peer of \S+: 169\.254\.\d\.2, AS 65001\./,
  check: / It asks 10\.1\.0\.1 from 10\.0\.0\.1\./,
  traffic: / before: receive 20kB\/s, transmit 3kB\/s; now: receive 20kB\/s, transmit 3kB\/s\./,
  rates: / now: receive 20kB\/s, transmit 3kB\/s\./,
  state: / State: [a-z]\w+\./,
  gateway: /^VPN gateway \S+ of \w+\/[\w-]+ /,
  gatewayFacts: / Name: \S+\. VPC: vpc-1\. Address: 198\.51\.100\.1\./,
  region: /\w+\/[\w-]+/,
  instance: /alicloud-vpn-exporter \S+ /,
  lastPoll: / Last complete poll: 1970/,
  whyPollsFail: / Most frequent reason: \w+\./,
} as const satisfies Readonly<Record<string, RegExp>>;

type Fact = keyof typeof FACTS | RegExp;

/** A row of the table. */
export interface Row {
  readonly summary: readonly Fact[];
  readonly description: readonly Fact[];
  /** What the links lead to: parts of the addresses of the dashboard and of the status page. */
  readonly links: 'connection' | 'region' | 'account' | 'scope' | 'exporter' | 'none';
}

function of(links: Row['links'], summary: readonly Fact[], ...description: readonly Fact[]): Row {
  return { links, summary, description };
}

const ofConnection = (...description: readonly Fact[]): Row =>
  of('connection', ['connection'], ...description);
const ofTunnel = (...description: readonly Fact[]): Row =>
  of('connection', ['tunnel', 'connection'], ...description);
const ofGateway = (...description: readonly Fact[]): Row =>
  of('region', ['gateway'], 'gatewayFacts', ...description);
const ofTarget = (...description: readonly Fact[]): Row => of('region', ['region'], ...description);

const STATUS = ['carries', 'status'] as const;

/** By the name of the alert, without what all have in common. */
export const TEXTS: Readonly<Record<string, Row>> = {
  SharedOutage: of(
    'scope',
    [/^\d+ VPN connections of \w/],
    /look for one cause/,
    'since',
    /Affected: \d+ of \d+/,
    /\(\S+\) to site 203\.0\.113\.1 \(site-of-/,
  ),
  ConnectionDown: ofConnection('since', ...STATUS, 'reason', 'traffic'),
  ConnectionDetached: ofConnection('since', 'state', ...STATUS, 'traffic'),
  ConnectionFinancialLocked: ofConnection('since', /financialLocked/, ...STATUS, 'traffic'),
  ConnectionBgpDown: ofConnection('since', 'peer', ...STATUS, 'traffic'),
  ConnectionHealthCheckFailed: ofConnection(
    'since',
    'check',
    / Policy: re\w+_route\./,
    'peer',
    ...STATUS,
    'traffic',
  ),
  ConnectionStatusUnknown: ofConnection('since', 'carries', 'traffic'),
  RedundancyLost: ofConnection('since', ...STATUS, 'reason', 'traffic'),
  TunnelDown: ofTunnel('since', ...STATUS, 'reason', 'traffic'),
  TunnelBgpDown: ofTunnel('since', 'peer', ...STATUS, 'traffic'),
  ConnectionFlapping: ofConnection(
    /further outages within the last 30 minutes: \d/,
    ...STATUS,
    'reason',
    'rates',
  ),
  TunnelFlapping: ofTunnel(
    /further outages within the last 30 minutes: \d/,
    ...STATUS,
    'reason',
    'rates',
  ),
  NoBgpRoutes: ofConnection('peer', 'rates'),
  ConnectionStateWrong: ofConnection('since', 'state', ...STATUS, 'traffic'),
  ExpectedConnectionMissing: of(
    'account',
    [/ of account \w/],
    /expected_connections/,
    /last seen in \S+ as name-of-\S+, VPN gateway \S+, to site/,
  ),
  ConnectionsVanished: of(
    'region',
    [/^\d+ VPN connections of/, 'region'],
    /no longer return \d+ of \d+/,
    /\(name-of-\S+\) to site 203/,
  ),
  ConnectionVanished: of(
    'connection',
    ['region'],
    'since',
    /last seen in \S+ as name-of-\S+, VPN gateway \S+, to site/,
  ),
  ConnectionNeverUp: ofConnection(...STATUS, 'reason'),
  SingleTunnel: ofConnection(/one tunnel/),
  WeakCrypto: ofConnection(/Weak choices in what protects \S+: \w/, /crypto: true/),
  TrafficOneWay: ofConnection(/\d+ bytes per second/),
  StandbyInUse: ofConnection(/ \S+ \(master\): \d/, / \S+ \(slave\): \d/),
  BgpRoutesNearLimit: ofConnection('since', 'peer', /Routes learnt: \d+/, /limit is 50/),
  RouteNotPublished: ofConnection('since', /; \w+: \d+/),
  GatewayFinancialLocked: ofGateway('since'),
  GatewayNotActive: ofGateway('since', / Status: \w+\./),
  GatewayVanished: ofGateway('since'),
  GatewayExpiresIn30Days: ofGateway(/ ends in \d+d/),
  GatewayExpiresIn7Days: ofGateway(/ ends in \d+d/),
  GatewayExpiresIn1Day: ofGateway(/ ends in \d+h/),
  GatewayExpired: ofGateway(/has ended/),
  GatewaySaturated: ofGateway(/\d+% of its bandwidth in the (receive|transmit) direction/),
  RoutesNotPropagated: ofGateway('since'),
  TrafficMissing: ofTarget(/Newest datapoint: 19\d\d/),
  CredentialsRefused: of('account', [/ of account \w/], 'lastPoll', / Regions, ten at most: \w/),
  TargetsFailing: of(
    'scope',
    [/\d+ regions of (account|job) \w/],
    /Polls of \d+ of \d+ targets/,
    'whyPollsFail',
    / Targets, ten at most: \w+\/\w/,
  ),
  TargetFailing: ofTarget('lastPoll', 'whyPollsFail'),
  CollectorFailing: ofTarget('lastPoll', 'whyPollsFail'),
  Forbidden: ofTarget(/RAM policy/, / \w+ was answered with Forbidden/),
  TargetNeverSucceeded: ofTarget('whyPollsFail'),
  DataStale: ofTarget(/was \S+ .*ago/),
  TargetVanished: ofTarget(/Within the last hour/),
  Throttled: of('region', [/of \w+ in \w/], /\d+(\.\d+)?% of the calls/),
  ResourceCountDiffers: ofTarget(/differ by -?\d/),
  RowsRejected: ofTarget(/Field at fault: \w/),
  UnknownValues: of('exporter', [/ of \w+$/], /\w/),
  ClockSkew: of('exporter', ['instance'], /15 minutes/),
  ExporterDown: of('exporter', [/\(job \S+\) is down/], / Targets, ten at most: \w+\/\w/),
  ReplicaDown: of('exporter', ['instance'], / Targets, ten at most: \w+\/\w/),
  ExporterAbsent: of('exporter', [/job \w/], /within the last day/),
  ExporterUnstable: of('exporter', ['instance'], /restarted/),
  ShardMissing: of('exporter', [/job \w/], /Only \d+ of \d+ shards/),
  NoTargets: of('exporter', [/job \w/], /not one poll/),
  ReloadFailed: of('exporter', ['instance'], /previous configuration/),
  HonorLabelsMissing: of('exporter', [/scrape job \w/], /honor_labels: true/),
  Watchdog: of('none', [/works/], /always fires/),
};
