/** How tags become labels of the *_info series. */

import type { Tags } from './domain.ts';

/** The label that a tag key is copied to: `tag_` and the key, with everything that a label name cannot hold as `_`. */
export function tagLabelName(tagKey: string): string {
  return `tag_${tagKey.replace(/[^a-zA-Z0-9_]/g, '_')}`;
}

/** The labels of the configured tags; a tag that the resource does not carry is empty. */
export function tagLabels(
  tagKeys: readonly string[],
  tags: Tags,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tagKeys.map((key) => [tagLabelName(key), Object.hasOwn(tags, key) ? (tags[key] ?? '') : '']),
  );
}
