/** INI files, as far as credential files use them. */

/** The keys of one section. */
export type Section = Readonly<Record<string, string>>;

const LINE = /^\s*(?:\[(?<section>[^\]]*)\]\s*|(?<key>[^=;#[]+?)\s*=\s*(?<value>.*?)\s*)$/;
const QUOTED = /^(?<quote>["'])(?<inner>.*)\k<quote>$/;
const COMMENT = /[;#].*$/;

function plain(value: string): string {
  return QUOTED.exec(value)?.groups?.['inner'] ?? value.replace(COMMENT, '').trimEnd();
}

/** The keys of a section; undefined when there is no such section. A later line wins over an earlier one. */
export function iniSection(text: string, name: string): Section | undefined {
  const found = new Map<string, string>();
  let isInside = false;
  let exists = false;
  for (const line of text.split(/\r?\n/)) {
    const { section, key, value } = LINE.exec(line)?.groups ?? {};
    if (section !== undefined) isInside = section.trim() === name;
    exists ||= isInside;
    if (isInside && key !== undefined) found.set(key, plain(value ?? ''));
  }
  return exists ? Object.fromEntries(found) : undefined;
}
