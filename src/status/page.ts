/** The status page: what is polled and how it is, for people. */

import { tunnelsUp, type Connection } from '../domain.ts';
import type { CollectorState } from '../state.ts';
import type { TargetState } from '../store.ts';
import { html, type Html } from './html.ts';

/** What the page shows besides the state. */
export interface StatusContext {
  readonly nowMs: number;
  readonly version: string;
  readonly telemetryPath: string;
}

function age(atMs: number | undefined, nowMs: number): string {
  return atMs === undefined ? 'never' : `${Math.max(0, Math.round((nowMs - atMs) / 1000))} s ago`;
}

function targetRow(
  { target }: TargetState,
  collector: string,
  state: CollectorState<unknown>,
  nowMs: number,
): Html {
  const failure = state.lastPoll?.failure;
  return html`<tr>
    <td>${target.account.name}</td>
    <td>${target.region}</td>
    <td>${collector}</td>
    <td>${age(state.lastSuccess?.finishedMs, nowMs)}</td>
    <td>${failure === undefined ? '' : `${failure.reason}: ${failure.code}: ${failure.hint}`}</td>
  </tr>`;
}

function connectionRow({ target }: TargetState, connection: Connection): Html {
  const up = tunnelsUp(connection);
  const of = connection.mode === 'single' ? 1 : connection.tunnels.length;
  return html`<tr>
    <td>${target.account.name}</td>
    <td>${target.region}</td>
    <td>${connection.name}</td>
    <td>${connection.id}</td>
    <td>${up > 0 ? 'up' : 'down'}</td>
    <td>${up} of ${of}</td>
    <td>${connection.state}</td>
  </tr>`;
}

function table(caption: string, columns: readonly string[], rows: readonly Html[]): Html {
  const heads = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** The complete page. */
export function renderStatusPage(targets: readonly TargetState[], context: StatusContext): string {
  const targetRows = targets.flatMap((target) =>
    Object.entries(target.collectors).map(([name, state]) =>
      targetRow(target, name, state, context.nowMs),
    ),
  );
  const connectionRows = targets.flatMap((target) =>
    [...(target.collectors.connections?.entries.values() ?? [])].map(({ item }) =>
      connectionRow(target, item),
    ),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Alibaba Cloud VPN exporter</title>
      </head>
      <body>
        <h1>Alibaba Cloud VPN exporter</h1>
        <p>Version ${context.version}. <a href="${context.telemetryPath}">Metrics</a></p>
        ${table('Targets', ['Account', 'Region', 'Collector', 'Last success', 'Error'], targetRows)}
        ${table(
          'Connections',
          ['Account', 'Region', 'Name', 'Id', 'Traffic', 'Tunnels up', 'State'],
          connectionRows,
        )}
      </body>
    </html> `.text;
}
