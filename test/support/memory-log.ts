/** Logs of tests: one that can be read, and one that is not. */

import type { LogFields, Logger } from '../../src/model/log.ts';

/** One line. */
export interface LogLine {
  readonly level: Exclude<keyof Logger, 'child'>;
  readonly message: string;
  readonly fields: LogFields;
}

/** Keeps its lines. */
export class MemoryLog implements Logger {
  readonly lines: LogLine[] = [];

  debug(fields: LogFields, message: string): void {
    this.lines.push({ level: 'debug', message, fields });
  }

  info(fields: LogFields, message: string): void {
    this.lines.push({ level: 'info', message, fields });
  }

  warn(fields: LogFields, message: string): void {
    this.lines.push({ level: 'warn', message, fields });
  }

  error(fields: LogFields, message: string): void {
    this.lines.push({ level: 'error', message, fields });
  }

  child(fields: LogFields): Logger {
    const add = (level: LogLine['level']) => (own: LogFields, message: string) => {
      this.lines.push({ level, message, fields: { ...fields, ...own } });
    };
    return {
      debug: add('debug'),
      info: add('info'),
      warn: add('warn'),
      error: add('error'),
      child: (more) => this.child({ ...fields, ...more }),
    };
  }

  /** Level and message of each line since the last call. */
  take(): readonly string[] {
    return this.lines.splice(0).map(({ level, message }) => `${level}: ${message}`);
  }
}

const nothing = (): void => undefined;

/** For tests of something else, and of so much that nothing is to be kept. */
export const quietLog: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => quietLog,
};
