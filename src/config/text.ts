/** Text from outside, made fit for one line of a message. */

const MAX_SHOWN = 80;

/** The text, or the beginning of one that is too long for a message. */
export function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** The text in quotes, on one line, not too long, without characters that a terminal obeys. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text)).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether a text has characters that no name needs: control characters, and those that turn the reading direction. */
export function hasControl(text: string): boolean {
  return /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text);
}
