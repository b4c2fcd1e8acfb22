/** Makes text of others harmless to look at: what would be invisible or move other text is written out. */

/**
 * Control and format characters, line and paragraph separators, halves of surrogate pairs: they could steer a
 * terminal, turn the order of letters round, or hide. The two joiners of Indic scripts, Persian and emoji may stay.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text in which each such character is written as \u{1b}. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (char) => String.raw`\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
