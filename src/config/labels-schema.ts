/** The section `labels` of the file: which tags become labels, and how these are called. */

import { z } from 'zod';
import { tagLabelName, type TagLabel } from '../model/tags.ts';
import { tagKey } from './account-schema.ts';
import { keyDocs, mapping, text, unlessQuoted, withRule } from './fields.ts';

const FORMS = 'a tag key of 1 to 64 characters, or {key: ..., label: ...}';

const label = text('a label of 1 to 64 letters, digits and _ (a-z, A-Z, 0-9)', (value) =>
  /^\w{1,64}$/.test(value),
);

const alias = mapping({ key: tagKey, label });

const item = z.union([tagKey, alias], { error: unlessQuoted(FORMS) });

/** Undefined where it is not known yet: the item is at fault in itself. */
function labelOf(value: unknown): string | undefined {
  if (typeof value === 'string') return tagLabelName(value);
  const result = alias.safeParse(value);
  return result.success ? tagLabelName(result.data.label) : undefined;
}

const tags = withRule(z.array(item, { error: 'a list of tag keys' }), (items, { report }) => {
  const labels = items.map(labelOf);
  for (const [index, name] of labels.entries()) {
    const earlier = labels.indexOf(name);
    if (earlier === index || name === undefined) continue;
    const isAlias = typeof items[index] !== 'string';
    report(
      isAlias ? [index, 'label'] : [index],
      `a tag whose label differs from that of item ${earlier}, ${name}: give one of them another, as in {key: ..., label: ...}`,
    );
  }
});

function toTagLabel(value: z.output<typeof item>): TagLabel {
  return typeof value === 'string'
    ? { key: value, label: tagLabelName(value) }
    : { key: value.key, label: tagLabelName(value.label) };
}

export const labelsSchema = mapping({
  tags: tags.nullish().register(keyDocs, {
    type: 'list of tag keys, or of `{key, label}`',
    default: '`[]`',
    meaning:
      'Tags that are copied onto the `*_info` series as `tag_<key>`, with `_` for what a label name cannot have, or as `tag_<label>`, for keys that would become the same label or one of `_` alone.',
    example: '[env, {key: acs:rm:rgId, label: resource_group}]',
  }),
});

/** The tags to copy; none where the section is missing. */
export function toTagLabels(
  input: z.output<typeof labelsSchema> | null | undefined,
): readonly TagLabel[] {
  return (input?.tags ?? []).map(toTagLabel);
}
