/** The dashboards as they lie in dashboards/*.json, read as any reader of JSON would. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../dashboards/', import.meta.url));

/** Refers to a data source. */
interface DataSource {
  readonly type: string;
  readonly uid: string;
}

/** A query of a panel. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly format: string;
  readonly legendFormat?: string;
  readonly interval?: string;
  readonly datasource: DataSource;
}

/** Colours from values on. */
export interface Thresholds {
  readonly steps: readonly { readonly value: number | null; readonly color: string }[];
}

/** How values of one field are shown. */
export interface FieldOverride {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

/** A panel, or a row. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource: DataSource;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  /** Of a row that is closed at first: what it holds. */
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly Target[];
  readonly transformations?: readonly { readonly id: string; readonly options: unknown }[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly thresholds?: Thresholds;
    };
    readonly overrides: readonly FieldOverride[];
  };
}

/** A variable. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
  readonly regex?: string;
  readonly datasource?: DataSource;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
  readonly current?: { readonly value: unknown };
}

/** A link to another dashboard. */
interface Link {
  readonly url: string;
  readonly includeVars: boolean;
  readonly keepTime: boolean;
}

/** What is marked in time. */
export interface Annotation {
  readonly name: string;
  readonly expr: string;
  readonly titleFormat: string;
  readonly textFormat: string;
  readonly datasource: DataSource;
}

/** A dashboard. */
export interface Board {
  readonly file: string;
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly time: { readonly from: string };
  readonly templating: { readonly list: readonly Variable[] };
  readonly links: readonly Link[];
  readonly annotations: { readonly list?: readonly Annotation[] };
}

/** All of them. */
export function readBoards(): readonly Board[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return files.map((file) => ({
    ...(JSON.parse(readFileSync(FOLDER + file, 'utf8')) as Omit<Board, 'file'>),
    file,
  }));
}

/** All panels and rows, also those in a row that is closed at first. */
export function everyPanel(board: Board): readonly Panel[] {
  return board.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

/** Panels that show something; rows do not. */
export function shownPanels(board: Board): readonly Panel[] {
  return everyPanel(board).filter(({ type }) => type !== 'row');
}

/** The query of a variable as text. */
export function queryOf({ query }: Variable): string {
  return typeof query === 'string' ? query : query.query;
}
