/** Keeps the web configuration up to date with its files. */

import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/log.ts';
import { fault, WebConfigError } from './faults.ts';
import { type Loaded, loadWebConfig } from './load.ts';
import type { Checked, Reading } from './reading.ts';
import type { WebConfig } from './web-config.ts';

/** How long an answer of the file system holds. */
const CHECK_EVERY_MS = 1_000;

/** The configuration of one file; asking for it is cheap enough for every request and every TLS connection. */
export class WatchedWebConfig {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #config: WebConfig;
  #reading: Reading;
  #checkedAt: number;

  /** Reads the file. @throws WebConfigError when it cannot be used. */
  constructor(file: string, clock: Clock, log: Logger) {
    const { result, reading } = loadWebConfig(file);
    if (result.faults !== undefined) throw new WebConfigError(file, result.faults);
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
    this.#config = result.value;
    this.#reading = reading;
    this.#checkedAt = clock.now();
  }

  /** The last good configuration; its files are looked at once a second at most, and read when they have changed. */
  current(): WebConfig {
    const now = this.#clock.now();
    // A clock that was set back must not stop the checks.
    if (Math.abs(now - this.#checkedAt) >= CHECK_EVERY_MS) {
      this.#checkedAt = now;
      if (this.#reading.isOutdated()) this.#adopt(loadWebConfig(this.#file));
    }
    return this.#config;
  }

  #adopt({ result, reading }: Loaded): void {
    this.#reading = reading;
    const usable = this.#refuseTlsSwitch(result);
    if (usable.faults === undefined) {
      this.#config = usable.value;
      this.#log.info({ file: this.#file }, 'web configuration read again');
      return;
    }
    this.#log.error(
      { file: this.#file, faults: usable.faults.join('; ') },
      'web configuration cannot be used: the last good one stays',
    );
  }

  /** TLS stays on or off for life: an edit that loses it must not make a listening server speak in the clear. */
  #refuseTlsSwitch(result: Checked<WebConfig>): Checked<WebConfig> {
    if (result.faults !== undefined) return result;
    const [was, is] = [this.#config.tls !== undefined, result.value.tls !== undefined];
    if (was === is) return result;
    const expected = was ? 'TLS settings' : 'no TLS settings';
    const found = is ? 'some' : 'none';
    return { faults: [fault(['tls_server_config'], `${expected} until a restart`, found)] };
  }
}
