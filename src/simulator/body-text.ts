/** Bodies as text; the text of a row is made once, since rows never change in place. */

import { isObject, type Json, type JsonObject } from './json.ts';

/** Writes bodies. Texts are kept for as long as their rows. */
export class BodyTexts {
  readonly #rows = new WeakMap<JsonObject, string>();

  /** The JSON text of a body: the same as JSON.stringify gives, faster for rows seen before. */
  write(value: Json): string {
    if (Array.isArray(value)) {
      return `[${value.map((element: Json) => this.#element(element)).join(',')}]`;
    }
    if (!isObject(value)) return JSON.stringify(value);
    const fields = Object.entries(value).map(
      ([key, field]) => `${JSON.stringify(key)}:${this.write(field)}`,
    );
    return `{${fields.join(',')}}`;
  }

  #element(value: Json): string {
    if (!isObject(value)) return JSON.stringify(value);
    const known = this.#rows.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    this.#rows.set(value, text);
    return text;
  }
}
