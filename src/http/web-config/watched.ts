/** Keeps the web configuration up to date with its files. */

import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/log.ts';
import { renderFault } from '../../config/error.ts';
import { guardFaults, isBlank } from './guards.ts';
import { type Loaded, loadWebConfig, WebConfigError } from './load.ts';
import type { Reading } from './reading.ts';
import type { WebConfig } from './web-config.ts';

/** How often the files are looked at. A change counts after two equal looks, so within a second. */
const LOOK_EVERY_MS = 500;

/** What the watch needs. */
export interface WatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Told of the outcome of each reload. */
  readonly onReload: (isSuccessful: boolean) => void;
}

/**
 * The configuration of one file. What cannot be used, and what would take a protection away, changes nothing.
 *
 * A changed state is judged when two looks in a row have found the same: a file that is being written, or a certificate
 * whose key is still on its way, is neither taken for the new state nor reported as an error.
 */
export class WatchedWebConfig {
  readonly #file: string;
  readonly #options: WatchOptions;
  #config: WebConfig;
  /** What was read for the state that was judged last, good or bad. */
  #judged: Reading;
  /** A changed state that one look has found. */
  #candidate: Loaded | undefined;
  #cancel: () => void;

  /** Reads the file and watches it until `close`. @throws WebConfigError when it cannot be used. */
  constructor(file: string, options: WatchOptions) {
    const { result, reading } = loadWebConfig(file);
    if (result.faults !== undefined) throw new WebConfigError(result.faults.join('\n'));
    if (isBlank(result.value)) options.log.warn({ file }, 'the web configuration sets nothing');
    this.#file = file;
    this.#options = options;
    this.#config = result.value;
    this.#judged = reading;
    this.#cancel = this.#lookLater();
  }

  /** The last good configuration. */
  current(): WebConfig {
    return this.#config;
  }

  /** Ends the watch. */
  close(): void {
    this.#cancel();
  }

  #lookLater(): () => void {
    return this.#options.clock.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.#cancel = this.#lookLater();
    });
  }

  #look(): void {
    const seen = this.#candidate;
    if (seen !== undefined && !seen.reading.isOutdated()) {
      this.#candidate = undefined;
      this.#judge(seen);
    } else {
      this.#candidate = this.#judged.isOutdated() ? loadWebConfig(this.#file) : undefined;
    }
  }

  #judge({ result, reading }: Loaded): void {
    const { log, onReload } = this.#options;
    this.#judged = reading;
    const faults = result.faults ?? guardFaults(this.#config, result.value).map(renderFault);
    onReload(faults.length === 0);
    if (result.faults === undefined && faults.length === 0) {
      this.#config = result.value;
      log.info({ file: this.#file }, 'web configuration reloaded');
      return;
    }
    log.error(
      { file: this.#file, error: faults.join('; ') },
      'failed to reload the web configuration; keeping the last good one',
    );
  }
}
