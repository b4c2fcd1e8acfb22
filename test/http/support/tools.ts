/** Programs that some tests need. */

import { spawnSync } from 'node:child_process';

/** Whether a program is installed. Without it its tests are skipped, and fail where CI says that it must be there. */
export function hasTool(name: string): boolean {
  const isFound = spawnSync(name, ['--help']).error === undefined;
  if (!isFound && process.env['CI'] === 'true')
    throw new Error(`${name} is needed and not installed`);
  if (!isFound) console.warn(`skipped: ${name} is not installed`);
  return isFound;
}
