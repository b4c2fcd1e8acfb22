/** Makes the logger: JSON lines or logfmt, always to one stream. */

import { pino } from 'pino';
import type { LogOptions } from '../cli/command.ts';
import type { Logger } from '../model/log.ts';

/** Takes whole lines. */
export interface LineSink {
  write(line: string): void;
}

/** A value as logfmt writes it: quoted when it would be taken for more than one, or would move a terminal's cursor. */
function logfmtValue(value: unknown): string {
  const text = String(value);
  return /^[^\s\p{C}"=\\]+$/u.test(text) ? text : JSON.stringify(text);
}

/** One JSON line of pino as `ts=… level=… msg=… key=value`. */
export function toLogfmt(line: string): string {
  const { time, level, msg, ...fields }: Record<string, unknown> = JSON.parse(line);
  const ordered = { ts: time, level, msg, ...fields };
  return Object.entries(ordered)
    .map(([key, value]) => `${key}=${logfmtValue(value)}`)
    .join(' ');
}

/** A pino logger on `sink`. */
export function createLogger(options: LogOptions, sink: LineSink): Logger {
  const stream =
    options.format === 'json'
      ? sink
      : {
          write: (line: string): void => {
            sink.write(`${toLogfmt(line)}\n`);
          },
        };
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return {
    debug: (fields, message) => {
      logger.debug(fields, message);
    },
    info: (fields, message) => {
      logger.info(fields, message);
    },
    warn: (fields, message) => {
      logger.warn(fields, message);
    },
    error: (fields, message) => {
      logger.error(fields, message);
    },
  };
}
