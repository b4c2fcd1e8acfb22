/** A command line that cannot be run. */

/** Thrown for a wrong flag or argument; its message is one line for the user, who gets exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
