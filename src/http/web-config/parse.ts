/** Turns the text of a web configuration file into a validated document. */

import { parseDocument } from 'yaml';
import type { z } from 'zod';

import { describe, fault } from './faults.ts';
import type { Checked } from './reading.ts';
import { ruleFaults } from './rules.ts';
import { type WebConfigDocument, webConfigSchema } from './schema.ts';

/** Parses and validates the whole text. */
export function parseWebConfig(text: string): Checked<WebConfigDocument> {
  const yaml = parseYaml(text);
  if (yaml.faults !== undefined) return yaml;
  const { success, data, error } = webConfigSchema.safeParse(yaml.value);
  const faults = (error?.issues ?? [])
    .flatMap((issue) => issueFaults(yaml.value, issue))
    // One wrong value may break several checks of the same schema.
    .filter((line, index, lines) => lines.indexOf(line) === index);
  const faulty = new Set(faults.map(pathOf));
  faults.push(...ruleFaults(yaml.value).filter((line) => !faulty.has(pathOf(line))));
  return success && faults.length === 0 ? { value: data ?? {} } : { faults };
}

/** The messages of the YAML parser quote the source, which holds secrets: only their codes and places are used. */
function parseYaml(text: string): Checked<unknown> {
  // Keys that are no texts would be quoted in a warning that the parser prints by itself.
  const document = parseDocument(text, { stringKeys: true, logLevel: 'error' });
  const faults = [...document.errors, ...document.warnings].map(({ code, linePos }) => {
    const [{ line, col } = { line: 1, col: 1 }] = linePos ?? [];
    return `line ${line}, column ${col}: expected valid YAML, found ${code}`;
  });
  if (faults.length > 0) return { faults };
  try {
    return { value: document.toJS() };
  } catch {
    return { faults: ['the document: expected anchors that exist, and few aliases, found others'] };
  }
}

function issueFaults(document: unknown, issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => fault([...issue.path, key], issue.message, 'an unknown key'))
    : [fault(issue.path, issue.message, describe(document, issue.path))];
}

function pathOf(line: string): string {
  return line.slice(0, line.indexOf(': '));
}
