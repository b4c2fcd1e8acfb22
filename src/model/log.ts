/** The logger that the other modules are given; src/main.ts makes it with pino. */

/** Fields of one log line: ids, names, codes and numbers, never an SDK object, an error or a configuration. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** A logger of structured lines. The narrow field type keeps whole objects, and with them secrets, out. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** A logger that adds `fields` to every line. */
export function withFields(log: Logger, fields: LogFields): Logger {
  const add = (level: keyof Logger) => (own: LogFields, message: string) => {
    log[level]({ ...fields, ...own }, message);
  };
  return { debug: add('debug'), info: add('info'), warn: add('warn'), error: add('error') };
}
