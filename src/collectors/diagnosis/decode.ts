/** Decodes the rows of DiagnoseVpnConnections. */

import { SEVERITIES, type FailedReason } from './item.ts';
import { decodeSeconds, Fields } from '../../alicloud/decode/fields.ts';
import { checkPageSize, type Page, type RowDecoder } from '../../alicloud/decode/page.ts';

/** What the API says about one link; several rows may be about the same. */
export interface DiagnosisRow {
  readonly vpnConnectionId: string;
  readonly tunnelId: string;
  readonly failedReason: FailedReason | undefined;
}

/** What the API says when its checks of the last minutes found nothing. */
const NO_REASON = 'NoExceptionFound';

const REASON = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The words of which a mismatching parameter may consist: algorithms, Diffie-Hellman groups, IKE versions, modes,
 * switches, and the names of the API's own parameters. Anything else could be a part of a pre-shared key.
 */
const WORDS = [
  /^(aes|3?des|cbc|gcm|ctr|ccm|sm[1-4]|null|camellia|chacha20|poly1305)$/i,
  /^(md5|sha[123]?|hmac|xcbc|cmac|prf|integ|encr)$/i,
  /^(dh|group|modp|ecp|curve|pfs|no|none|esn)$/i,
  /^(aes|sha|dh|group|modp|ecp|curve)(1|2|5|1[4-9]|2[0-4]|128|192|224|256|384|512|768|1024|1536|2048|3072|4096|6144|8192|521|25519)$/i,
  /^(ike|ikev?[12]|v[12]|ipsec|esp|ah|main|aggressive|tunnel|transport)$/i,
  /^(enabled?|disabled?|true|false|on|off)$/i,
  /^(ike|ipsec)?(enc|auth)(alg)?$|^(ike|ipsec)?(pfs|lifetime|version|mode|alg)$|^(local|remote)?(id|subnets?)$/i,
];

/** Numbers that stand for a group, for bits or for a usual lifetime. */
const NUMBERS = new Set(
  '1 2 5 14 15 16 17 18 19 20 21 24 96 128 160 168 192 224 256 384 512 768 1024 1536 2048 3072 4096 6144 8192 3600 28800 86400'.split(
    ' ',
  ),
);

const ADDRESS = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}(\/\d{1,2})?$/;

/** Reasons whose parameters are keys. */
const ABOUT_KEYS = /psk|shared|secret|key/i;

function isAllowed(part: string): boolean {
  if (ADDRESS.test(part)) return true;
  const words = part.split(/[/:=_-]/).filter((word) => word !== '');
  return (
    words.length > 0 &&
    words.every((word) => NUMBERS.has(word) || WORDS.some((pattern) => pattern.test(word)))
  );
}

/** A list of words and addresses, or ''. It is separated by commas, semicolons or blanks; what belongs together by one of `/:=_-`, as in proposals. */
export function allowedParameter(text: string, reason: string): string {
  if (ABOUT_KEYS.test(reason)) return '';
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  return parts.every(isAllowed) && parts.length <= 16 && text.length <= 512 ? parts.join(',') : '';
}

function decodeFailedReason(row: Fields): FailedReason | undefined {
  const reason = row.text('FailedReasonCode');
  if (reason === '' || reason === NO_REASON) return undefined;
  return {
    reason: REASON.test(reason) ? reason : 'unknown',
    severity: row.oneOf('Severity', SEVERITIES),
    mismatchLocal: allowedParameter(row.text('MismatchLocalParam'), reason),
    mismatchRemote: allowedParameter(row.text('MismatchRemoteParam'), reason),
    failedSeconds: decodeSeconds(row, 'FailedTime'),
  };
}

/** The page of this call has its list at the top. @throws DecodeError when it is not as documented. */
export function decodeFlatPage(body: unknown): Page {
  const fields = Fields.of(body, 'response');
  const total = fields.number('TotalCount') ?? fields.reject('TotalCount');
  const rows = fields.list(DIAGNOSES.list) ?? fields.reject(DIAGNOSES.list);
  checkPageSize(rows, DIAGNOSES.list);
  return { rows, total };
}

/** `SourceLog` and `FailedReason` are free text and never leave the row. */
function decodeDiagnosis(row: Fields): DiagnosisRow {
  return {
    vpnConnectionId: row.id('VpnConnectionId'),
    tunnelId: row.text('TunnelId'),
    failedReason: decodeFailedReason(row),
  };
}

/** The rows of DiagnoseVpnConnections. */
export const DIAGNOSES: RowDecoder<DiagnosisRow> = {
  list: 'VpnConnections',
  idField: 'VpnConnectionId',
  decode: decodeDiagnosis,
};
