/** Builds HTML in which every value is escaped. */

/** Markup that is safe to insert as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | readonly Html[];

/** Line ends and tabs, too: they are then told from those of the templates. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function insert(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((part) => part.text).join('');
  return String(value).replace(/[&<>"'\n\r\t]/g, (char) => ESCAPES[char] ?? char);
}

export const NOTHING = new Html('');

/** A template whose values are escaped unless they are Html. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += insert(value) + (strings[index + 1] ?? '');
  });
  return new Html(text);
}

/** The text of a whole page, without the indentation of the templates. */
export function pageText({ text }: Html): string {
  return text.replace(/\n\s+/g, '\n');
}
