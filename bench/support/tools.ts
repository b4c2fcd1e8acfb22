/** Programs that a benchmark needs and that may not be there. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a program is in the search path or where Debian keeps daemons; if not, says what is left out. */
export function hasTool(name: string, leftOut: string): boolean {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  if (folders.some((folder) => isExecutable(join(folder, name)))) return true;
  console.log(`${name} is not installed: ${leftOut} is left out.`);
  return false;
}
