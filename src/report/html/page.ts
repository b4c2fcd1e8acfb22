/** The status page: what is wrong, then everything, for people. */

import type { ShownContext } from '../../views/age.ts';
import { connectionRows, connectionsTable } from './connections-table.ts';
import { asOf, counts, filterForm, pager, refreshOf } from './controls.ts';
import { inScope, inState, isFiltering, readFilter, type Filter } from '../../views/filter.ts';
import { gatewaysTable } from './gateways-table.ts';
import { html, Html, NOTHING, pageText } from './html.ts';
import type { Level } from '../../views/level.ts';
import type { Overview } from '../../views/overview.ts';
import { pageOf, readPageNumber } from '../../views/table-page.ts';
import { problems } from './problems.ts';
import { STYLE } from './style.ts';
import { targetsTable } from './targets-table.ts';
import { verdictOf, type Verdict } from '../../views/verdict.ts';
import { amount } from '../../views/wording.ts';

/** What the page shows besides the state. */
export interface StatusContext extends ShownContext {
  readonly version: string;
  /** Whether what is shown comes from the built-in simulator. */
  readonly isDemo: boolean;
  readonly telemetryPath: string;
  /** Start-to-start distance of two polls by a collector, in milliseconds. */
  readonly intervalMs: (collector: string) => number;
  /** The path of --web.external-url, without a slash at its end. */
  readonly externalPath: string | undefined;
  /** The query of the request: what is asked for, and which page of it. */
  readonly query: URLSearchParams;
}

const TITLE = 'Alibaba Cloud VPN exporter';

/** The dot in the browser's tab. */
const ICON_COLOURS: Readonly<Record<Level, string>> = {
  down: 'c62828',
  unknown: '7e57c2',
  stale: '78909c',
  degraded: 'ef8f00',
  inactive: '78909c',
  up: '2e9d4e',
};

function icon(level: Level): Html {
  const circle = `<circle cx="4" cy="4" r="4" fill="#${ICON_COLOURS[level]}"/>`;
  const image = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${circle}</svg>`;
  return html`<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(image)}" />`;
}

/** Exactly the text that the policy allows: a line break more, and browsers ignore it. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

function head({ level, text }: Verdict, filter: Filter, { isDemo }: StatusContext): Html {
  const title = `${isDemo ? 'DEMO: ' : ''}${TITLE}`;
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${refreshOf(filter)}
    <title>${level === 'up' ? title : `${text} – ${title}`}</title>
    ${icon(level)} ${STYLE_ELEMENT}
  </head>`;
}

/** Addresses are relative unless the path of the external URL is known, so that a proxy may serve the exporter below a path. */
function header({ telemetryPath, externalPath }: StatusContext): Html {
  const base = externalPath === undefined ? '' : `${externalPath}/`;
  return html`<header>
    <a class="skip" href="#connections">Skip to the connections</a>
    <h1>${TITLE}</h1>
    <nav aria-label="Pages">
      <a href="${base}${telemetryPath.replace(/^\//, '')}">Metrics</a>
      <a href="${base}-/healthy">Health</a>
      <a href="${base}-/ready">Readiness</a>
    </nav>
  </header>`;
}

/** Why there is no connection to show. */
function emptiness({ connections, targets }: Overview, filter: Filter): string {
  if (connections.length > 0 || isFiltering(filter)) return 'No connection matches the filter.';
  if (targets.length === 0) return 'No target is polled yet.';
  return targets.every(({ health }) => health === 'ok')
    ? 'The API shows no connection.'
    : 'No connection has been seen yet.';
}

function connectionsSection(scope: Overview, filter: Filter, context: StatusContext): Html {
  const shown = inState(scope.connections, filter);
  const page = pageOf(shown, readPageNumber(context.query), connectionRows);
  return section(
    'connections',
    'Connections',
    shown.length === 0
      ? html`<p>${emptiness(scope, filter)}</p>`
      : html`${connectionsTable(page.views, context)} ${pager(page, filter, 'connections')}`,
  );
}

function gatewaysSection({ gateways }: Overview, filter: Filter, context: StatusContext): Html {
  if (gateways.length === 0) return NOTHING;
  const page = pageOf(gateways, readPageNumber(context.query));
  return section(
    'gateways',
    'VPN gateways',
    html`${gatewaysTable(page.views, context.nowMs)} ${pager(page, filter, 'gateways')}`,
  );
}

function targetsSection({ targets }: Overview, filter: Filter, context: StatusContext): Html {
  if (targets.length === 0) return NOTHING;
  const page = pageOf(targets, readPageNumber(context.query));
  return section(
    'targets',
    'Targets',
    html`${targetsTable(page.views, context)} ${pager(page, filter, 'targets')}`,
  );
}

function section(id: string, title: string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}" tabindex="-1">${title}</h2>
    ${content}
  </section>`;
}

/** So that nobody takes it for the real thing. */
function demoNotice({ isDemo }: StatusContext): Html {
  return isDemo
    ? html`<p class="demo">DEMO: the built-in simulator invents everything on this page.</p>`
    : NOTHING;
}

function body(all: Overview, verdict: Verdict, filter: Filter, context: StatusContext): Html {
  const { version } = context;
  const scope = inScope(all, filter);
  return html`<body>
    ${header(context)}
    <main>
      ${demoNotice(context)} ${asOf(all, filter, context)}
      <p class="verdict ${verdict.level}">${verdict.text}</p>
      ${counts(scope, filter)} ${problems(scope)} ${filterForm(all, filter)}
      ${connectionsSection(scope, filter, context)} ${gatewaysSection(scope, filter, context)}
      ${targetsSection(scope, filter, context)}
    </main>
    <footer>
      ${amount(all.connections.length, 'connection')} of ${amount(all.targets.length, 'target')}.
      Version ${version}.
    </footer>
  </body>`;
}

/** The complete page. Everything it shows is escaped; nothing in it is a secret. */
export function renderStatusPage(overview: Overview, context: StatusContext): string {
  const verdict = verdictOf(overview);
  const filter = readFilter(context.query);
  return pageText(
    html`<!doctype html>
      <html lang="en">
        ${head(verdict, filter, context)} ${body(overview, verdict, filter, context)}
      </html>`,
  );
}
