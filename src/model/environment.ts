/** The environment of the process, and how variables of it are read. */

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The value of a variable without white space around it, such as the newline that ends a file it was made from;
 * undefined when it is unset or empty.
 */
export function variable(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** Whether a variable says `true`, in any case. */
export function isTrue(env: Environment, name: string): boolean {
  return variable(env, name)?.toLowerCase() === 'true';
}
