/** What a PromQL expression names, by the grammar of Prometheus' own editor. */

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** One label matcher of a selector. */
export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** A metric with its matchers. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** The names in an expression. */
export interface Names {
  readonly selectors: readonly Selector[];
  /** Labels in by, without, on and ignoring. */
  readonly grouping: readonly string[];
  /** Labels in group_left and group_right. */
  readonly joined: readonly string[];
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

function isJoin(list: SyntaxNode): boolean {
  return /^Group(Left|Right)$/.test(list.prevSibling?.name ?? '');
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
  const lists = named('GroupingLabels');
  const labelsIn = (some: readonly SyntaxNode[]): readonly string[] =>
    some.flatMap((list) => inside(list, 'LabelName').map(text));
  return {
    selectors: named('VectorSelector').map((selector) => ({
      metric: text(selector.getChild('Identifier') ?? selector),
      matchers: inside(selector, 'UnquotedLabelMatcher').map((matcher) => {
        const part = (name: string): string => text(matcher.getChild(name) ?? matcher);
        return {
          label: part('LabelName'),
          operator: part('MatchOp'),
          value: part('StringLiteral').slice(1, -1),
        };
      }),
    })),
    grouping: labelsIn(lists.filter((list) => !isJoin(list))),
    joined: labelsIn(lists.filter(isJoin)),
    made: calls.map(({ made }) => made),
    read: calls.flatMap(({ read }) => read).filter((label) => label !== ''),
  };
}
