/** Reloads the configuration, one reload at a time; a bad one changes nothing. */

import type { Clock } from '../model/clock.ts';
import { ConfigError, renderFault } from '../config/error.ts';
import type { Exporter } from './exporter.ts';
import type { Logger } from '../model/log.ts';
import type { ExporterMetrics } from '../exposition/exporter-metrics.ts';
import type { Settings } from './settings.ts';

/** What a failed reload answers when the fault is none of the configuration's. */
function faultsOf(error: unknown): readonly string[] {
  return error instanceof ConfigError
    ? error.faults.map(renderFault)
    : ['the configuration could not be loaded'];
}

/** Takes a changed configuration over into a running exporter. */
export class Reloader {
  readonly #settings: Pick<Settings, 'reload'>;
  readonly #exporter: Pick<Exporter, 'reconfigure'>;
  readonly #own: Pick<ExporterMetrics, 'recordReload'>;
  readonly #deps: { readonly log: Logger; readonly clock: Clock };
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    settings: Pick<Settings, 'reload'>,
    exporter: Pick<Exporter, 'reconfigure'>,
    own: Pick<ExporterMetrics, 'recordReload'>,
    deps: { readonly log: Logger; readonly clock: Clock },
  ) {
    this.#settings = settings;
    this.#exporter = exporter;
    this.#own = own;
    this.#deps = deps;
  }

  /** Resolves to the faults that kept the running configuration; none for success. Never rejects. */
  reload(): Promise<readonly string[]> {
    const result = this.#last.then(() => this.#load());
    this.#last = result;
    return result;
  }

  async #load(): Promise<readonly string[]> {
    const { log, clock } = this.#deps;
    try {
      this.#exporter.reconfigure(await this.#settings.reload());
      this.#own.recordReload(true, clock.now());
      log.info({}, 'configuration reloaded');
      return [];
    } catch (error) {
      const faults = faultsOf(error);
      this.#own.recordReload(false, clock.now());
      for (const fault of faults) log.error({ fault }, 'configuration not reloaded');
      return faults;
    }
  }
}
