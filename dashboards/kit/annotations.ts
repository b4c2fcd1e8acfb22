/** What happened, drawn across the panels with time: alerts, reloads, changed facts. */

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type AnnotationQuery,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { COLOURS } from './colours.ts';
import { DATA_SOURCE } from './data-source.ts';

/** Something that makes an annotation. */
export type Annotation = Builder<AnnotationQuery>;

/** What an annotation marks. */
export interface Mark {
  readonly name: string;
  /** True while it lasts. */
  readonly expr: string;
  /** Texts with labels in double braces. */
  readonly title: string;
  readonly text: string;
  readonly colour: keyof typeof COLOURS;
  /** The values are when it happened, in milliseconds. */
  readonly valueIsTime?: boolean;
}

/** Makes it. Grafana lengthens the step where a range has too many. */
export function annotation(mark: Mark): Annotation {
  return new AnnotationQueryBuilder()
    .name(mark.name)
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor(COLOURS[mark.colour])
    .expr(mark.expr)
    .step('60s')
    .titleFormat(mark.title)
    .textFormat(mark.text)
    .useValueForTime(mark.valueIsTime ?? false);
}
