/** The table of the chart's values, out of the comments in values.yaml. */
import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml';

const BEGIN = '<!-- values: made by scripts/helm-files.ts -->';
const END = '<!-- /values -->';

/** One value of the chart. */
export interface ChartValue {
  /** `web.port`. */
  readonly path: string;
  /** The default as one line of YAML; undefined for a group of values. */
  readonly value: string | undefined;
  /** The comment above it; '' where there is none. */
  readonly comment: string;
}

/** Every value of values.yaml in its order, groups included. A map that is empty or holds a free tree is one value. */
export function chartValues(text: string): readonly ChartValue[] {
  const values: ChartValue[] = [];
  visit(parseDocument(text), {
    Pair(_index, pair, ancestors) {
      const keys = [...ancestors, pair].flatMap((node) =>
        isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      const node = pair.value as Node | null;
      const group = isMap(node) && node.items.length > 0;
      values.push({
        path: keys.join('.'),
        value: group ? undefined : JSON.stringify(node?.toJS(parseDocument(''))),
        comment: commentOf(pair.key as Node, ancestors.at(-1) as Node),
      });
      return isSeq(node) ? visit.SKIP : undefined;
    },
  });
  return values;
}

/** `yaml` gives the comment above the first key of a map to the map. */
function commentOf(key: Node, map: Node): string {
  const first = isMap(map) && map.items[0]?.key === key;
  const text = key.commentBefore ?? (first ? map.commentBefore : undefined) ?? '';
  return (text.split('\n\n').at(-1) ?? '')
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}

/**
 * `readme` with the table of `values` between its two markers.
 * @throws Error when the markers are missing.
 */
export function withValuesTable(readme: string, values: string): string {
  const [start, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the chart's README.md lacks ${BEGIN} and ${END}`);
  const rows = chartValues(values)
    .filter(({ value }) => value !== undefined)
    .map(({ path, value, comment }) => `| \`${path}\` | \`${value}\` | ${cell(comment)} |`);
  const table = ['| value | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  const kept = `<!-- prettier-ignore-start -->\n\n${table}\n\n<!-- prettier-ignore-end -->`;
  return `${readme.slice(0, start)}${BEGIN}\n${kept}\n${readme.slice(end)}`;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
