/** Tags of a resource, and how they become labels of the *_info series. */

/** Tags as key to value; only what the API returned. */
export type Tags = Readonly<Record<string, string>>;

/** A tag that is copied, and the label that it is copied to. */
export interface TagLabel {
  readonly key: string;
  readonly label: string;
}

/** The label that a tag key, or the name given to it, is copied to: `tag_` and the text, with everything that a label name cannot hold as `_`. */
export function tagLabelName(text: string): string {
  return `tag_${text.replace(/[^a-zA-Z0-9_]/g, '_')}`;
}

/** The labels of the configured tags; a tag that the resource does not carry is empty. */
export function tagLabels(
  copied: readonly TagLabel[],
  tags: Tags,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    copied.map(({ key, label }) => [label, Object.hasOwn(tags, key) ? (tags[key] ?? '') : '']),
  );
}
