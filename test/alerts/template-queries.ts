/** The expressions that a template queries, with "x" for what it fills in. */
export function queriesIn(template: string): readonly string[] {
  return [...template.matchAll(/\bquery \(printf `([^`]*)`/g)].map(([, query = '']) =>
    query.replaceAll(/%(?:\[\d+\])?q/g, '"x"').replaceAll(/%\.0\[\d+\]f/g, '0'),
  );
}
