/** Building blocks of what people write for the simulator: scenarios, faults and requests to the control API. */

import { z } from 'zod';
import { checkDocument } from '../config/check.ts';
import { ConfigError } from '../config/error.ts';
import { text as textThat } from '../config/fields.ts';
import { formatPath, type Path } from '../config/path.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

export const text = textThat('a text', (value) => value !== '');
export const number = z.number({ error: 'a number' });
export const amount = number.min(0, { error: 'a number of at least 0' });
export const length = number.positive({ error: 'a number above 0' });
export const flag = z.boolean({ error: 'true or false' });
export const json = z.custom<Json>((value) => value !== undefined, { error: 'a JSON value' });

const STATUS = 'an HTTP status from 200 to 999';
export const status = z
  .int({ error: STATUS })
  .min(200, { error: STATUS })
  .max(999, { error: STATUS });

export function whole(least = -Infinity) {
  const error = Number.isFinite(least) ? `a whole number of at least ${least}` : 'a whole number';
  return z.int({ error }).min(least, { error });
}

export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: 'a list' }).readonly();
}

/** A mapping from texts of any kind. */
export function record<Item extends z.ZodType>(item: Item, key: z.ZodType<string> = text) {
  return z.record(key, item, { error: 'a mapping' }).readonly();
}

/** A row whose fields are nobody's business but the API's, except for its id: one of these fields. */
export function row(...idFields: readonly string[]) {
  return z.custom<JsonObject>(
    (value) => isObject(value) && idFields.some((field) => typeof value[field] === 'string'),
    { error: `a mapping with the text field ${idFields.join(' or ')}` },
  );
}

/** Keys and their secrets are made up; they are hidden all the same, as everywhere. */
function isSecret(path: Path): boolean {
  const last = path.at(-1);
  return (
    last === 'secret' || last === 'securityToken' || (path.includes('accessKeys') && last !== 'id')
  );
}

/**
 * Checks what somebody wrote.
 * @throws ConfigError with every fault
 */
export function checked<Value>(schema: z.ZodType<Value>, input: unknown): Value {
  const { value, faults } = checkDocument(schema, input, {
    isValueShown: (path) => !isSecret(path),
    isKeyShown: () => true,
    format: formatPath,
  });
  if (faults !== undefined) throw new ConfigError(faults);
  return value;
}
