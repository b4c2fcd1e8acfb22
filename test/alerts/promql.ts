/** A light scanner of PromQL: which metrics, matchers and labels an expression names. No grammar, no values. */

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

/** What an expression names. */
export interface Names {
  readonly selectors: readonly Selector[];
  /** Labels in by, without, on and ignoring. */
  readonly grouping: readonly string[];
  /** Labels in group_left and group_right. */
  readonly joined: readonly string[];
}

const LISTS = /\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const SELECTOR = /([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?\s*(\()?/g;
const MATCHER = /(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g;
const WORDS = new Set(['and', 'or', 'unless', 'offset', 'bool', 'by', 'without', 'on', 'ignoring']);

function listed(expr: string, keyword: RegExp): readonly string[] {
  return [...expr.matchAll(LISTS)]
    .filter(([, word = '']) => keyword.test(word))
    .flatMap(([, , labels = '']) => labels.split(','))
    .map((label) => label.trim())
    .filter((label) => label !== '');
}

function matchersOf(braces: string): readonly Matcher[] {
  return [...braces.matchAll(MATCHER)].map(([, label = '', operator = '', value = '']) => ({
    label,
    operator,
    value,
  }));
}

/** An identifier that is no function, no aggregation and no word of the language is a metric. */
function selectorsOf(expr: string): readonly Selector[] {
  const withoutLists = expr.replaceAll(LISTS, ' (').replaceAll(/\b\d+[smhdwy]\b/g, '0');
  const found: Selector[] = [];
  for (const [, name = '', braces = '', call] of withoutLists.matchAll(SELECTOR)) {
    if (call === undefined && !WORDS.has(name)) {
      found.push({ metric: name, matchers: matchersOf(braces) });
    }
  }
  return found;
}

/** Scans one expression. */
export function namesIn(expr: string): Names {
  return {
    selectors: selectorsOf(expr),
    grouping: listed(expr, /^(by|without|on|ignoring)$/),
    joined: listed(expr, /^group_/),
  };
}

/** The expressions that a template queries, with "x" for what it fills in. */
export function queriesIn(template: string): readonly string[] {
  return [...template.matchAll(/\bquery \(printf `([^`]*)`/g)].map(([, query = '']) =>
    query.replaceAll(/%\[\d+\]q/g, '"x"'),
  );
}
