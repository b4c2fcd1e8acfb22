/** Masks recorded JSON and parameters: only what is known to tell nothing of anybody stays, by the name of its field. Pure. */

import { allowedParameter } from '../collectors/diagnosis/decode.ts';
import { isMapping } from '../model/values.ts';
import { addressIn, isAddress, Masks } from './masks.ts';

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

/** Ids and addresses within a text. */
const TELLING = /(^|[^a-z])(vco|vpn|cgw|tun|tr|cen|rg|vpc|vsw|eip|vbr|ecr)-|\d\.\d+\.\d+\.\d|::/;

/** Numbers of autonomous systems. */
const ASN_FIELDS = new Set(['LocalAsn', 'PeerAsn', 'Asn']);

/** Whether a text is what is expected under a name that is kept. */
function isWord(text: string): boolean {
  return WORD.test(text) && !TELLING.test(text);
}

/** What is done to the texts that are found. */
interface Replace {
  readonly text: (text: string) => string;
  readonly asn: (text: string) => string;
}

/** The tag that the exporter itself knows, with its values: it tells of nobody. */
const ALERT_TAG = 'alicloud-vpn-alert';
const ALERT_VALUES = /^\s*(on|off)\s*$/i;

/** Subnets stand in lists. */
const SEPARATOR = /([\s,;]+)/;

/** Names of the parts of proposals that did not match; what may be a key is left out, as decoding does. */
const PROPOSALS = new Set(['MismatchLocalParam', 'MismatchRemoteParam']);

/** JSON within JSON. */
const INNER_JSON = new Set(['Datapoints', 'Dimensions']);

/** What of it may be there; an account's number is not. */
const INNER_FIELDS = /^(timestamp|instanceId|tunnelId|Average|Value)$/;
const NUMERIC = /^\d{1,20}(\.\d{1,20})?$/;

type Row = Readonly<Record<string, unknown>>;

function maskList(text: string, replace: Replace): string | undefined {
  const parts = text.split(SEPARATOR);
  const isSeparator = (index: number): boolean => index % 2 === 1;
  if (!parts.every((part, index) => isSeparator(index) || isAddress(part))) return undefined;
  return parts.map((part, index) => (isSeparator(index) ? part : replace.text(part))).join('');
}

/** Proposals are words and addresses. */
function maskProposal(text: string, row: Row, replace: Replace): string {
  const reason = row['FailedReasonCode'];
  const allowed = allowedParameter(text, typeof reason === 'string' ? reason : 'key');
  const parts = allowed.split(',');
  return parts.map((part) => (isAddress(part) ? replace.text(part) : part)).join(',');
}

function maskInner(text: string, replace: Replace): string {
  const mask = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mask);
    if (!isMapping(value)) return {};
    const fields = Object.entries(value).filter(([name]) => INNER_FIELDS.test(name));
    return Object.fromEntries(
      fields.map(([name, field]) => {
        const isNumber =
          typeof field === 'number' || (typeof field === 'string' && NUMERIC.test(field));
        return [name, isNumber ? field : replace.text(String(field))];
      }),
    );
  };
  try {
    return JSON.stringify(mask(JSON.parse(text)));
  } catch {
    return '';
  }
}

function isAlertTag(name: string, text: string, row: Row): boolean {
  if (name === 'Key') return text === ALERT_TAG;
  return name === 'Value' && row['Key'] === ALERT_TAG && ALERT_VALUES.test(text);
}

function maskText(name: string, text: string, row: Row, replace: Replace): string {
  if (text === '' || isAlertTag(name, text, row)) return text;
  if (PROPOSALS.has(name)) return maskProposal(text, row, replace);
  if (INNER_JSON.has(name) && /^[[{]/.test(text)) return maskInner(text, replace);
  if (ASN_FIELDS.has(name)) return text === '0' ? text : replace.asn(text);
  if (KEPT.has(name) && isWord(text)) return text;
  return maskList(text, replace) ?? replace.text(text);
}

function maskNumber(name: string, value: number, replace: Replace): number {
  if (ASN_FIELDS.has(name) && value !== 0) return Number(replace.asn(String(value)));
  return KEPT.has(name) ? value : 0;
}

function maskValue(name: string, value: unknown, row: Row, replace: Replace): unknown {
  if (typeof value === 'string') return maskText(name, value, row, replace);
  if (typeof value === 'number') return maskNumber(name, value, replace);
  if (Array.isArray(value)) {
    return Array.from(value, (each: unknown) => maskValue(name, each, row, replace));
  }
  if (!isMapping(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([field, child]) => [field, maskValue(field, child, value, replace)]),
  );
}

/** `VpnConnectionIds.1` and `Tag.1.Key` by the names of their fields. */
function parameterName(name: string): string {
  const [last = name] = name
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .slice(-1);
  return last;
}

function maskQuery(query: Readonly<Record<string, string>>, replace: Replace) {
  const masked = Object.entries(query).map(
    ([name, value]) => [name, maskText(parameterName(name), value, {}, replace)] as const,
  );
  return Object.fromEntries(masked);
}

/** Masks all that was collected, everywhere alike. */
export interface Masker {
  readonly text: (text: string) => string;
  readonly body: (body: unknown) => unknown;
  readonly query: (query: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

/** Collects what has to be masked. */
export class Masking {
  readonly #originals = {
    texts: new Set<string>(),
    addresses: new Set<string>(),
    asns: new Set<string>(),
    accounts: new Set<string>(),
  };
  readonly #collect: Replace = {
    text: (text) => {
      const address = addressIn(text);
      if (address !== undefined) this.#originals.addresses.add(address);
      else if (!isAddress(text)) this.#originals.texts.add(text);
      return text;
    },
    asn: (text) => {
      this.#originals.asns.add(text);
      return text;
    },
  };

  account(name: string): void {
    this.#originals.accounts.add(name);
  }

  /** An id, or any other text by itself. */
  text(text: string): void {
    this.#collect.text(text);
  }

  body(body: unknown): void {
    maskValue('', body, {}, this.#collect);
  }

  query(query: Readonly<Record<string, string>>): void {
    maskQuery(query, this.#collect);
  }

  /** What masks all that was collected. */
  masker(): Masker {
    const masks = new Masks(this.#originals);
    const replace: Replace = { text: (text) => masks.text(text), asn: (text) => masks.asn(text) };
    return {
      text: (text) => maskList(text, replace) ?? masks.text(text),
      body: (body) => maskValue('', body, {}, replace),
      query: (query) => maskQuery(query, replace),
    };
  }
}
