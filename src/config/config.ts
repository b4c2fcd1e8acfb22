/** The validated configuration: what every other module is given. Durations are in milliseconds. */

import type { CollectorsConfig } from '../collectors/index.ts';
import type { TagLabel } from '../model/tags.ts';
import type { AccountConfig } from '../model/account.ts';

/** Settings of the poll loop. */
export interface PollConfig {
  /** Start-to-start distance of two polls of a target. */
  readonly intervalMs: number;
  /** Wall-clock budget of one poll: all pages, all retries, without what it waits for the token bucket. */
  readonly timeoutMs: number;
  /** Wall-clock budget of one API call. */
  readonly requestTimeoutMs: number;
  /** API calls in flight in the whole process. */
  readonly concurrency: number;
  /** Token bucket per (account, region). */
  readonly requestsPerMinute: number;
  /** Age of the last success past which the state series of a target are dropped. */
  readonly staleAfterMs: number;
}

/** The whole configuration. */
export interface Config {
  readonly poll: PollConfig;
  readonly accounts: readonly AccountConfig[];
  readonly collectors: CollectorsConfig;
  /** The tags copied onto the *_info series. */
  readonly tagLabels: readonly TagLabel[];
  /** What its file says that is likely not meant, a sentence each. */
  readonly warnings?: readonly string[];
}
