/** Makes the logger: JSON lines or logfmt, always to one stream. */

import { type DestinationStream, pino } from 'pino';
import type { LogOptions } from '../cli/command.ts';
import type { Logger } from '../model/log.ts';

/** Where lines go: the part of a Writable that is used. */
export interface LogStream {
  readonly writableLength: number;
  write(line: string): unknown;
  once(event: 'drain', listener: () => void): unknown;
}

/** Bytes of lines that may wait for whoever reads the stream. */
const MAX_WAITING = 1_048_576;

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

/**
 * Writes to `stream` in this process: a worker would lose the last lines of one that ends. Lines that come while too much
 * waits to be read are dropped, and counted for `onResume` once all of it was read.
 */
function boundedDestination(
  stream: LogStream,
  format: LogOptions['format'],
  onResume: (dropped: number) => void,
): DestinationStream {
  let dropped = 0;
  const resume = (): void => {
    const count = dropped;
    dropped = 0;
    onResume(count);
  };
  return {
    write: (line) => {
      if (dropped === 0 && stream.writableLength < MAX_WAITING) {
        stream.write(format === 'json' ? line : `${toLogfmt(line)}\n`);
        return;
      }
      if (dropped === 0) stream.once('drain', resume);
      dropped += 1;
    },
  };
}

/** A pino logger that writes to `stream`. */
export function createLogger({ level, format }: LogOptions, stream: LogStream): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    boundedDestination(stream, format, (lines) => {
      log.warn({ lines }, 'log lines were dropped: nothing read stderr');
    }),
  );
  return log;
}
