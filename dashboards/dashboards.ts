/** All dashboards, and the files that hold them. */

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { availability } from './availability/availability.ts';
import { connection } from './connection/connection.ts';
import { exporter } from './exporter/exporter.ts';
import { overview } from './overview/overview.ts';

/** File in this folder to its dashboard. */
export const DASHBOARDS: Readonly<Record<string, Dashboard>> = {
  'overview.json': overview,
  'connection.json': connection,
  'availability.json': availability,
  'exporter.json': exporter,
};
