/** Which build of the program this is. */

/** What `--version` tells. */
export interface BuildInfo {
  readonly version: string;
  readonly revision: string;
  readonly nodeVersion: string;
}
