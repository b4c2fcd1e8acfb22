/** Keeps the web configuration up to date with its files, and its protections in place. */

import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/log.ts';
import { ConfigError, renderFault } from '../../config/error.ts';
import { guardFaults } from './guards.ts';
import type { Reading } from './reading.ts';
import { type Loaded, loadWebConfig, type WebConfig, type WebConfigSource } from './web-config.ts';

/** How often the files are looked at. A change counts after two equal looks, so within a second. */
const LOOK_EVERY_MS = 500;

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
export class WatchedWebConfig implements WebConfigSource {
  readonly #file: string;
  readonly #options: WatchOptions;
  #config: WebConfig;
  /** What was read for the state that was judged last, good or bad. */
  #judged: Reading;
  /** A changed state that one look has found. */
  #candidate: Loaded | undefined;
  #cancel: () => void;

  /** Reads the file and watches it until `close`. @throws ConfigError when it cannot be used. */
  constructor(file: string, options: WatchOptions) {
    const { result, reading } = loadWebConfig(file);
    if (result.faults !== undefined) throw new ConfigError(result.faults);
    if (result.value.isBlank) options.log.warn({ file }, 'the web configuration sets nothing');
    this.#file = file;
    this.#options = options;
    this.#config = result.value;
    this.#judged = reading;
    this.#cancel = this.#lookLater();
  }

  /** The last good configuration. */
  get current(): WebConfig {
    return this.#config;
  }

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
    const faults = result.faults ?? guardFaults(this.#config, result.value);
    onReload(faults.length === 0);
    if (result.faults === undefined && faults.length === 0) {
      this.#config = result.value;
      log.info({ file: this.#file }, 'web configuration reloaded');
      return;
    }
    log.error(
      { file: this.#file, error: faults.map(renderFault).join('; ') },
      'failed to reload the web configuration; keeping the last good one',
    );
  }
}
