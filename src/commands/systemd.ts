/** Sockets that systemd passes: sd_listen_fds(3). */

import type { PassedSocket } from '../http/server.ts';
import type { Environment } from '../model/environment.ts';

/** The first descriptor that is passed; the others follow. */
const FIRST_FD = 3;

/**
 * The sockets of the unit, one for each of its addresses.
 * @throws an error of one line where none was passed to this process.
 */
export function passedSockets(environment: Environment, pid: number): readonly PassedSocket[] {
  const { LISTEN_PID: intended = '', LISTEN_FDS: count = '' } = environment;
  if (!/^[1-9]\d{0,3}$/.test(count)) {
    throw new Error(
      '--web.systemd-socket: systemd passed no socket (LISTEN_FDS): start the unit by its .socket unit',
    );
  }
  if (intended !== String(pid)) {
    throw new Error(
      `--web.systemd-socket: the sockets are meant for process ${JSON.stringify(intended)} (LISTEN_PID), this is ${pid}: let ExecStart run node itself`,
    );
  }
  return Array.from({ length: Number(count) }, (_, index) => ({ fd: FIRST_FD + index }));
}
