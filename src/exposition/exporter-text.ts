/** Writes prom-client's families in both formats. */

import type { ExporterFamily, ExporterSample } from './exporter-metrics.ts';
import { header, sampleLine, type Format } from './format.ts';

/** OpenMetrics wants bucket bounds as floats: 1.0, not 1. */
function bound(value: string, format: Format): string {
  return format === 'openmetrics' && /^\d+$/.test(value) ? `${value}.0` : value;
}

function line(
  family: ExporterFamily,
  { metricName, labels, value }: ExporterSample,
  format: Format,
): string {
  const names = Object.keys(labels).filter((name) => labels[name] !== undefined);
  const values = Object.fromEntries(
    names.map((name) => {
      const text = String(labels[name]);
      return [name, name === 'le' ? bound(text, format) : text];
    }),
  );
  return sampleLine(metricName ?? family.name, names, [value, values]);
}

function render(family: ExporterFamily, format: Format): string {
  if (family.values.length === 0) return '';
  return (
    header(family, format) + family.values.map((value) => line(family, value, format)).join('')
  );
}

/** Texts of families that are in use: the same objects in many scrapes. */
export type ExporterTexts = WeakMap<ExporterFamily, Partial<Record<Format, string>>>;

function textOf(family: ExporterFamily, format: Format, texts: ExporterTexts): string {
  const made = texts.get(family) ?? {};
  texts.set(family, made);
  return (made[format] ??= render(family, format));
}

/** The families as text; one without samples is left out. The text of a family that is in `texts` is not made again. */
export function renderExporterFamilies(
  families: readonly ExporterFamily[],
  format: Format,
  texts: ExporterTexts = new WeakMap(),
): string {
  return families.map((family) => textOf(family, format, texts)).join('');
}
