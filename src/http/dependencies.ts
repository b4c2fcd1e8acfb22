/** What the HTTP side is given by the rest of the exporter; it knows nothing else of it. */

import type { Encoding } from '../exposition/encoding.ts';
import type { Rendition } from '../exposition/exposition.ts';
import type { Format } from '../exposition/format.ts';
import type { Logger } from '../model/log.ts';

/** What answers a request, as metrics name it. */
export type Handler = 'metrics' | 'status' | 'healthy' | 'ready' | 'reload' | 'other';

/** The parts of the exporter that requests reach. */
export interface HttpDependencies {
  /** Value of --web.telemetry-path: where `metrics` is served. */
  readonly telemetryPath: string;
  /** What comes before every path, such as `/vpn`; empty for nothing. */
  readonly routePrefix: string;
  /** The same as clients see it, where a proxy changes it. */
  readonly externalPath: string;
  /** Whether --web.enable-lifecycle allows `POST /-/reload`. */
  readonly enableLifecycle: boolean;
  /** Renders the metrics; a failure is answered with 500. */
  metrics(format: Format, encoding: Encoding): Rendition | Promise<Rendition>;
  /** The complete HTML of `/`, for the query of the request. */
  statusPage(query: URLSearchParams): string | Promise<string>;
  /** The targets that have not been polled yet, as text; undefined once every target was polled. */
  waitingFor(): readonly string[] | undefined;
  /** Reloads the configuration; resolves to the faults that kept the old one running, none for success. */
  reload(): Promise<readonly string[]>;
  /** Told of the outcome of each reload of the web configuration. */
  readonly onWebConfigReload: (isSuccessful: boolean) => void;
  /** A request was answered, refusals included. */
  countAnswer(handler: Handler, status: number): void;
  /** A connection was closed because there were too many. */
  countRefusedConnection(): void;
  readonly log: Logger;
}
