/** Decodes the rows of DiagnoseVpnConnections. */

import { SEVERITIES, type Fault } from '../../domain.ts';
import { DecodeError, Fields } from './fields.ts';
import type { Page, RowDecoder } from './page.ts';
import { decodeSeconds } from './time.ts';

/** What the API says about one link; several rows may be about the same. */
export interface DiagnosisRow {
  readonly vpnConnectionId: string;
  readonly tunnelId: string;
  readonly fault: Fault | undefined;
}

const REASON = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * What a mismatching parameter may look like: algorithms, Diffie-Hellman groups, IKE versions and modes, switches, and
 * IPv4 addresses or prefixes. Anything else could be a part of a pre-shared key.
 */
const PARAMETERS = [
  /^(aes|aes-?(128|192|256)(-?(cbc|gcm|ctr))?|3?des|sm[134]|md5|sha-?(1|224|256|384|512)?|null)$/i,
  /^(dh-?)?(group)?-?(1|2|5|14|15|16|17|18|19|20|21|24)$/i,
  /^(ikev?[12]|main|aggressive|tunnel|transport|esp|ah)$/i,
  /^(enabled?|disabled?|true|false|on|off|psk)$/i,
  /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/,
];

/** A list of parameters may be separated by commas, slashes of an algorithm suite, or blanks. */
function allowedParameter(text: string): string {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const isAllowed = parts.every((part) => PARAMETERS.some((pattern) => pattern.test(part)));
  return isAllowed && parts.length <= 16 ? parts.join(',') : '';
}

function decodeFault(row: Fields): Fault | undefined {
  const reason = row.text('FailedReasonCode');
  if (reason === '') return undefined;
  return {
    reason: REASON.test(reason) ? reason : 'unknown',
    severity: row.oneOf('Severity', SEVERITIES, 'ignore case'),
    mismatchLocal: allowedParameter(row.text('MismatchLocalParam')),
    mismatchRemote: allowedParameter(row.text('MismatchRemoteParam')),
    failedSeconds: decodeSeconds(row, 'FailedTime'),
  };
}

/** The page of this call has its list at the top. @throws DecodeError when it is not as documented. */
export function decodeFlatPage(body: unknown): Page {
  const fields = Fields.of(body, 'response');
  const total = fields.number('TotalCount');
  const rows = fields.list(DIAGNOSES.list);
  if (total === undefined) throw new DecodeError('TotalCount');
  if (rows === undefined) throw new DecodeError(DIAGNOSES.list);
  return { rows, total };
}

/** `SourceLog` and `FailedReason` are free text and never leave the row. */
function decodeDiagnosis(row: Fields): DiagnosisRow {
  return {
    vpnConnectionId: row.id('VpnConnectionId'),
    tunnelId: row.text('TunnelId'),
    fault: decodeFault(row),
  };
}

/** The rows of DiagnoseVpnConnections. */
export const DIAGNOSES: RowDecoder<DiagnosisRow> = {
  list: 'VpnConnections',
  idField: 'VpnConnectionId',
  decode: decodeDiagnosis,
};
