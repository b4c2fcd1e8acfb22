/** What error codes mean that only CloudMonitor has. */

import type { Meaning } from '../../product.ts';
import { meaning, NO_PERMISSION } from '../codes.ts';

const INVALID = meaning(
  'invalid_request',
  ({ action, host }) =>
    `${host} refuses ${action}; check collectors.traffic.metrics and cloudmonitor_endpoint`,
);

/** Not throttling: it lasts until the next month, or until somebody pays. */
const QUOTA_USED_UP: Meaning = {
  ...meaning(
    'throttled',
    "CloudMonitor's quota is used up (1,000,000 free calls a month for the account); raise collectors.traffic.interval, or activate pay-as-you-go",
  ),
  code: 'QuotaExceeded',
};

const NOT_ACTIVATED: Meaning = {
  ...meaning(
    'forbidden',
    'CloudMonitor is not activated for this account; activate it, or set collectors.traffic.enabled to false',
  ),
  code: 'NotActivated',
};

/** A refusal with HTTP status 200 has a status as its code. */
const CODES: Readonly<Record<string, Meaning>> = {
  AccessForbidden: NO_PERMISSION,
  '403': NO_PERMISSION,
  ParameterInvalid: INVALID,
  ResourceNotFound: INVALID,
  ResourceConflict: INVALID,
  '400': INVALID,
  '404': INVALID,
  '409': INVALID,
};

/** Which codes they have is not documented, so that the message counts as well. */
const PATTERNS: readonly (readonly [pattern: RegExp, meaning: Meaning])[] = [
  [/quota|LimitExceeded|OverLimit|free.{0,20}used up/i, QUOTA_USED_UP],
  [/not.?(been.?)?(activated|open|subscribed)|Unsubscribed/i, NOT_ACTIVATED],
];

/** What a code means; undefined when it is none of CloudMonitor's own. */
export function meaningOfCmsCode(code: string, message: string): Meaning | undefined {
  if (/Throttling/.test(code)) return undefined;
  const found = PATTERNS.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
  return found ?? (Object.hasOwn(CODES, code) ? CODES[code] : undefined);
}
