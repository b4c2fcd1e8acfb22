/** INI files, as far as credential files use them. */

/** The keys of one section. */
export type Section = Readonly<Record<string, string>>;

const HEADER = /^\[(?<section>[^\]]*)\]$/;
const QUOTED = /^(?<quote>["'])(?<inner>.*)\k<quote>$/;
const COMMENT = /[;#].*$/;

function plain(value: string): string {
  return QUOTED.exec(value)?.groups?.['inner'] ?? value.replace(COMMENT, '').trimEnd();
}

/** `key = value`; undefined for comments, blank lines and lines without a key. */
function assignment(line: string): readonly [key: string, value: string] | undefined {
  const at = line.indexOf('=');
  if (at < 1 || /^[;#]/.test(line)) return undefined;
  return [line.slice(0, at).trimEnd(), plain(line.slice(at + 1).trimStart())];
}

/** The keys of a section; undefined when there is no such section. A later line wins over an earlier one. */
export function iniSection(text: string, name: string): Section | undefined {
  const found = new Map<string, string>();
  let isInside = false;
  let exists = false;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const section = HEADER.exec(line)?.groups?.['section'];
    const pair = assignment(line);
    if (section !== undefined) isInside = section.trim() === name;
    else if (isInside && pair !== undefined) found.set(...pair);
    exists ||= isInside;
  }
  return exists ? Object.fromEntries(found) : undefined;
}
