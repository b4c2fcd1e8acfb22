/** What may be told of something that was thrown. */

import { isNativeError } from 'node:util/types';
import { fieldOf } from './values.ts';

/** The code that Node.js gives its errors, such as ENOENT; `otherwise` where there is none. */
export function codeOf(error: unknown, otherwise = ''): string {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' ? code : otherwise;
}

/** One line for the log. */
export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : 'something that is no error was thrown';
}
