/** The words in which people are told of states and times, and text of others made harmless to look at. */

import type { Failure } from '../model/failure.ts';
import type { IpsecStatus } from '../collectors/connections/item.ts';
import type { FailedReason } from '../collectors/diagnosis/item.ts';

/** What each IPsec status says of the two phases. */
export const PHASES: Readonly<Record<IpsecStatus, string>> = {
  ike_sa_not_established: 'phase 1 not established',
  ike_sa_established: 'phase 1 established, phase 2 not',
  ipsec_sa_not_established: 'phase 2 not established',
  ipsec_sa_established: 'phase 2 established',
  unknown: 'unknown',
};

/** Something that is up, down or switched off. */
export function upWord(isUp: boolean | undefined): string {
  if (isUp === undefined) return 'off';
  return isUp ? 'up' : 'down';
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A length of time in its largest unit of which there are at least two: 90 s, 2 min, 36 h. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [unit, size] = UNITS.find((entry) => seconds >= 2 * entry[1]) ?? (['s', 1] as const);
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** How long ago something was; `never` for what was not. A clock that was set back shows 0 s. */
export function ago(atMs: number | undefined, nowMs: number): string {
  return atMs === undefined ? 'never' : `${duration(Math.max(0, nowMs - atMs))} ago`;
}

/** A point in time to the minute, in UTC. */
export function utc(ms: number): string {
  return `${isoTime(ms).slice(0, 16).replace('T', ' ')} UTC`;
}

/** ISO 8601 with a Z; times that no calendar has are those of its ends. */
export function isoTime(ms: number): string {
  const MAX_MS = 8.64e15;
  return new Date(Math.min(MAX_MS, Math.max(-MAX_MS, ms))).toISOString();
}

/** A number of things. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A diagnosed failed reason in one line, without its time. */
export function failedReasonText({
  reason,
  severity,
  mismatchLocal,
  mismatchRemote,
}: FailedReason): string {
  const mismatch = [
    mismatchLocal === '' ? '' : `local ${mismatchLocal}`,
    mismatchRemote === '' ? '' : `remote ${mismatchRemote}`,
  ].filter((part) => part !== '');
  const what = severity === 'unknown' ? reason : `${reason} (${severity})`;
  return mismatch.length === 0 ? what : `${what}: ${mismatch.join(', ')}`;
}

/** A failed poll in one line. */
export function failureText({ reason, code, hint, statusCode, requestId }: Failure): string {
  const details = [
    statusCode === undefined ? '' : `HTTP ${statusCode}`,
    requestId === undefined ? '' : `request ${requestId}`,
  ].filter((part) => part !== '');
  const suffix = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return `${reason}: ${code}: ${hint}${suffix}`;
}

/**
 * Control and format characters, line and paragraph separators, halves of surrogate pairs: they could steer a
 * terminal, turn the order of letters round, or hide. The two joiners of Indic scripts, Persian and emoji may stay.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text in which each such character is written as \u{1b}. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (char) => String.raw`\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
