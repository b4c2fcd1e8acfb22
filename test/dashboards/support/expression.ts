/** What a PromQL expression names, by the grammar of Prometheus' own editor. */

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A metric, and the labels that its matchers name. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The names in an expression. */
export interface Names {
  readonly selectors: readonly Selector[];
  /** Labels in by, without, on, ignoring, group_left, group_right. */
  readonly grouping: readonly string[];
  /** Labels that label_replace and label_join make. */
  readonly made: readonly string[];
  /** Labels that label_replace and label_join read. */
  readonly read: readonly string[];
}

function nodesOf(expr: string): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  const cursor = parser.parse(expr).cursor();
  do {
    if (cursor.type.isError) {
      throw new Error(`no PromQL: ${expr.slice(0, cursor.from)} >>> ${expr.slice(cursor.from)}`);
    }
    nodes.push(cursor.node);
  } while (cursor.next());
  return nodes;
}

/** Label functions to the first of their arguments that names a label to read, and the step to the next. */
const LABEL_FUNCTIONS: Readonly<Record<string, readonly [first: number, step: number]>> = {
  label_replace: [2, Infinity],
  label_join: [2, 1],
};

/** All names in an expression. @throws Error when it is no PromQL. */
export function namesIn(expr: string): Names {
  const nodes = nodesOf(expr);
  const text = ({ from, to }: { from: number; to: number }): string => expr.slice(from, to);
  const named = (name: string): readonly SyntaxNode[] => nodes.filter((node) => node.name === name);
  const inside = (outer: SyntaxNode, name: string): readonly SyntaxNode[] =>
    nodes.filter((node) => node.name === name && node.from >= outer.from && node.to <= outer.to);

  const calls = named('FunctionCall').flatMap((call) => {
    const places = LABEL_FUNCTIONS[text(call.firstChild ?? call)];
    if (places === undefined) return [];
    const body = call.getChild('FunctionCallBody');
    const texts = (body?.getChildren('StringLiteral') ?? []).map((node) => text(node).slice(1, -1));
    const [first, step] = places;
    const read = texts.filter((_, index) => index >= first && (index - first) % step === 0);
    return [{ made: texts[0] ?? '', read }];
  });
  return {
    selectors: named('VectorSelector').map((selector) => ({
      metric: text(selector.getChild('Identifier') ?? selector),
      labels: inside(selector, 'LabelMatchers').flatMap((matchers) =>
        inside(matchers, 'LabelName').map(text),
      ),
    })),
    grouping: named('GroupingLabels').flatMap((list) => inside(list, 'LabelName').map(text)),
    made: calls.map(({ made }) => made),
    read: calls.flatMap(({ read }) => read).filter((label) => label !== ''),
  };
}
