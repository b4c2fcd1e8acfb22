/** What is wrong with the text of any alert, whatever it is about. */

/** Annotations of an alert, as they arrive. */
export type Annotations = Readonly<Record<string, string>>;

/** What a text looks like where a fact was not there, or a template failed. */
const TRACES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['no value', /<no value>|\bNaN\b|[+-]Inf\b/],
  ['a failed template', /<error|%!|\{\{|\}\}|%\[\d+\]/],
  ['empty parentheses', /\(\s*\)/],
  ['two spaces', /\S\s{2,}\S|\n/],
  ['a space before punctuation', /\s[.,;:)]/],
  ['punctuation that ends nothing', /[,;:(]\s*[.,;:)]|\.{2,}|^[.,;:]/],
  [
    'a word that leads nowhere',
    /\b(of|to|from|site|AS) ?[.,;:)]|\b(of|to|from|site) (of|to|in|from|is|are|has)(?![\w-])/,
  ],
];

const CONSOLE = 'https://vpc.console.aliyun.com/vpn';

function faultsOfLink(name: string, link: string): readonly string[] {
  return /\s|=(&|$)|\?$|<|>/.test(link) ? [`${name} is ${link}`] : [];
}

/** What is wrong, in words; empty when nothing is. */
export function textFaults({
  summary = '',
  description = '',
  ...links
}: Annotations): readonly string[] {
  const texts = { summary, description };
  const traces = Object.entries(texts).flatMap(([name, text]) =>
    TRACES.filter(([, pattern]) => pattern.test(text)).map(
      ([what]) => `${name} has ${what}: ${text}`,
    ),
  );
  return [
    ...traces,
    ...(summary === '' || summary.endsWith('.') ? [`summary is no title: ${summary}`] : []),
    ...(description.endsWith('.') ? [] : [`description has no end: ${description}`]),
    ...(summary === summary.trim() && description === description.trim() ? [] : ['blanks around']),
    ...Object.entries(links).flatMap(([name, link]) => faultsOfLink(name, link)),
    ...(links['runbook_url'] === undefined ? ['no link to a runbook'] : []),
    ...([CONSOLE, undefined].includes(links['console_url']) ? [] : ['the console is elsewhere']),
  ];
}
