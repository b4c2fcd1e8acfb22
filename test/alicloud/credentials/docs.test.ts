import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/schema.ts';

const text = await readFile(new URL('../../../docs/credentials.md', import.meta.url), 'utf8');

function blocks(language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\n(.*?)^\\1\`\`\``, 'gms'))].map(
    ([, , block = '']) => block,
  );
}

describe('docs/credentials.md', () => {
  it('has an example of every type but the default one', () => {
    const types = blocks('yaml')
      .flatMap((block) => parseConfig(parse(block)).accounts)
      .map(({ credentials }) => credentials.type);
    expect(new Set(types)).toEqual(
      new Set([
        'access_key',
        'sts',
        'ram_role_arn',
        'oidc_role_arn',
        'ecs_ram_role',
        'credentials_uri',
      ]),
    );
  });

  it('has policies in JSON', () => {
    for (const block of blocks('json')) expect(JSON.parse(block)).toBeInstanceOf(Object);
    expect(blocks('json')).toHaveLength(4);
  });
});
