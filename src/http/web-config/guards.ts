/** Protections that a changed web configuration may not take away: whoever empties or cuts the file must not open the door. */

import type { ConfigFault } from '../../config/error.ts';
import type { WebConfig } from './web-config.ts';

/** One protection: `isLost` compares what runs with what is to run. */
interface Guard extends ConfigFault {
  isLost(running: WebConfig, next: WebConfig): boolean;
}

/** A part of the client certificate policy that was on, and is off while TLS stays. */
function certificates(part: 'request' | 'require' | 'verify', asks: string): Guard {
  return {
    path: 'tls_server_config.client_auth_type',
    expected: `a type that ${asks} client certificates`,
    found: 'one that does not',
    isLost: ({ tls: running }, { tls: next }) =>
      running?.clientCertificate[part] === true && next?.clientCertificate[part] === false,
  };
}

const GUARDS: readonly Guard[] = [
  {
    // Headers and the limit may be taken away one by one; a file that says nothing was emptied.
    path: 'configuration',
    expected: 'settings',
    found: 'nothing',
    isLost: (running, next) => !running.isBlank && next.isBlank && !isGuarded(running),
  },
  {
    path: 'tls_server_config',
    expected: 'TLS settings',
    found: 'none',
    isLost: (running, next) => running.tls !== undefined && next.tls === undefined,
  },
  {
    // The open ports speak plain HTTP to clients that were told so.
    path: 'tls_server_config',
    expected: 'no TLS settings',
    found: 'some',
    isLost: (running, next) => running.tls === undefined && next.tls !== undefined,
  },
  certificates('request', 'asks for'),
  certificates('require', 'requires'),
  certificates('verify', 'verifies'),
  {
    path: 'tls_server_config.client_allowed_sans',
    expected: 'at least one name',
    found: 'none',
    isLost: ({ tls: running }, { tls: next }) =>
      next !== undefined &&
      (running?.clientCertificate.allowedSans.length ?? 0) > 0 &&
      next.clientCertificate.allowedSans.length === 0,
  },
  {
    path: 'basic_auth_users',
    expected: 'at least one user',
    found: 'none',
    isLost: (running, next) => running.users.size > 0 && next.users.size === 0,
  },
];

/** Whether there is more to lose than headers and a limit, which then is named instead. */
function isGuarded({ tls, users }: WebConfig): boolean {
  return tls !== undefined || users.size > 0;
}

/** Why `next` may not replace `running` before a restart; none when it may. */
export function guardFaults(running: WebConfig, next: WebConfig): readonly ConfigFault[] {
  return GUARDS.filter((guard) => guard.isLost(running, next)).map(({ path, expected, found }) => ({
    path,
    expected: `${expected} until a restart`,
    found,
  }));
}
