/** Decodes the tags of a resource. */

import type { Tags } from '../../model/tags.ts';
import type { Fields } from './fields.ts';

/** A resource has up to 20 of its own; the system adds some. */
const MAX_TAGS = 64;

/** `<wrapper>.Tag[]` of key and value, as both list calls return them. */
export function decodeTags(row: Fields, wrapper: string): Tags {
  const tags = row.detail(wrapper)?.details('Tag', MAX_TAGS) ?? [];
  return Object.fromEntries(
    tags.map((tag) => [tag.text('Key'), tag.text('Value')]).filter(([key]) => key !== ''),
  );
}
