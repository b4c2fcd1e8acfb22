/** The logger that the other modules are given; commands/logging.ts makes it with pino. */

/** Fields of one log line: ids, names, codes and numbers, never an SDK object, an error or a configuration. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** A logger of structured lines. The narrow field type keeps whole objects, and with them secrets, out. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}
