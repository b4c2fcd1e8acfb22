/** The table of incidents: what happens, and what people get. docs/incidents.md is made of it. */

import type { Chapter } from './incident.ts';
import { API } from './rows/api.ts';
import { CAUSES } from './rows/causes.ts';
import { CONNECTIONS } from './rows/connections.ts';
import { EXPORTER } from './rows/exporter.ts';
import { GREY } from './rows/grey.ts';
import { LIFE } from './rows/life.ts';
import { MONITORING } from './rows/monitoring.ts';
import { QUIET } from './rows/quiet.ts';
import { SUBSCRIPTION } from './rows/subscription.ts';

export const TABLE: readonly Chapter[] = [
  CONNECTIONS,
  CAUSES,
  GREY,
  QUIET,
  LIFE,
  SUBSCRIPTION,
  API,
  EXPORTER,
  MONITORING,
];
