/** A logger that keeps its lines. */

import type { LogFields, Logger } from '../../../src/log.ts';

export interface Line {
  readonly level: keyof Logger;
  readonly fields: LogFields;
  readonly message: string;
}

export function recordingLog(): Logger & { readonly lines: readonly Line[] } {
  const lines: Line[] = [];
  const at = (level: keyof Logger) => (fields: LogFields, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
