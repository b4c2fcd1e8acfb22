/** What is said of a web configuration. */

import { renderFault } from '../../../src/config/error.ts';
import { checkWebConfig } from '../../../src/http/web-config/schema.ts';

/** The faults of a text, a line each; undefined where it is good. */
export function faultsOf(text: string): readonly string[] | undefined {
  return checkWebConfig(text).faults?.map(renderFault);
}
