/** Which values may be recorded as they are, by the name of their field or parameter; every other is masked. */

/** Documented words, counts, switches and times. */
const KEPT = new Set(
  `TotalCount PageNumber PageSize RouteCount RegionId RouteEntryType AcceptLanguage IncludeReservationData
  Status State BusinessStatus BgpStatus AttachType NetworkType Role ZoneNo TunnelIndex Enable Policy Source
  EnableBgp EnableTunnelsBgp EnableDpd EnableNatTraversal EffectImmediately AutoPropagate
  IkeVersion IkeMode IkeEncAlg IkeAuthAlg IkePfs IkeLifetime IpsecEncAlg IpsecAuthAlg IpsecPfs IpsecLifetime
  Spec TunnelBandwidth ChargeType GatewayType VpnType CreateTime EndTime ReservationOrderType ReservationEndTime
  FailedReasonCode FailedTime Severity
  Namespace MetricName Period Length Success Code Statistics Dimensions Unit Periods timestamp Average`.split(
    /\s+/,
  ),
);

/** What documented words, counts and times look like. */
const WORD = /^[\w.:+/,-]{0,64}$/;

/** Ids of resources begin with their kind. */
const ID = /^(vco|vpn|cgw|tun|tr|cen|rg|vpc|vsw|eip|vbr|ecr)-/;

/** Ids and addresses within a text. */
const TELLING = /(^|[^a-z])(vco|vpn|cgw|tun|tr|cen|rg|vpc|vsw|eip|vbr|ecr)-|\d\.\d+\.\d+\.\d|::/;

/** Numbers of autonomous systems. */
const ASN_FIELDS = new Set(['LocalAsn', 'PeerAsn', 'Asn']);

/** The kind of resource that an id names: `vco`; undefined for any other text. */
export function idKind(text: string): string | undefined {
  return ID.exec(text)?.[1];
}

/** Whether the values under a name are numbers of autonomous systems. */
export function isAsn(name: string): boolean {
  return ASN_FIELDS.has(name);
}

/** Whether the values under a name tell nothing of anybody. */
export function isKeptName(name: string): boolean {
  return KEPT.has(name);
}

/** Whether a text is what is expected under a name that is kept. */
export function isWord(text: string): boolean {
  return WORD.test(text) && !TELLING.test(text);
}
