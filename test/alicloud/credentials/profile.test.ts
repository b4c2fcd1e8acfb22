import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { iniSection } from '../../../src/alicloud/credentials/profiles.ts';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import { failureOf, fixture, get, offEcs, redirectedTo } from './support/fixture.ts';
import { home, PROFILE_FILE } from './support/home.ts';
import { metadata, ROLE, sts } from './support/services.ts';

async function sourceOf(
  text: string,
  env: Readonly<Record<string, string>> = {},
  transport = offEcs,
) {
  const folder = await home({ [PROFILE_FILE]: text });
  return createCredentialSource(
    { type: 'default' },
    fixture({ env: { HOME: folder, ...env }, transport }),
  );
}

const KEY = 'access_key_id = hub-key\naccess_key_secret = hub-secret\n';

describe('the shared credentials file', () => {
  it('may name a role, a session and a policy', async () => {
    const { clock } = fixture();
    const server = await sts(clock);
    const text = `[default]\ntype=ram_role_arn\n${KEY}role_arn=${ROLE}\nrole_session_name=ini\npolicy={"a":1}\n`;
    const source = await sourceOf(text, {}, (request, signal) =>
      offEcs(
        { ...request, url: request.url.replace('https://sts.aliyuncs.com', server.origin) },
        signal,
      ),
    );
    expect((await get(source)).accessKeyId).toBe('STS.ini-1');
    expect(server.calls[0]?.form.get('Policy')).toBe('{"a":1}');
  });

  it('may name the role of the instance', async () => {
    const { clock } = fixture();
    const server = await metadata(clock);
    const text = '[default]\ntype = ecs_ram_role\nrole_name = node-role\n';
    const source = await sourceOf(text, {}, redirectedTo(server.origin));
    expect((await get(source)).accessKeyId).toBe('STS.node-1');
  });

  it('is the one, and the section in it, that the environment names', async () => {
    const folder = await home({ elsewhere: `[other]\ntype = access_key\n${KEY}` });
    const env = {
      ALIBABA_CLOUD_CREDENTIALS_FILE: `${folder}/elsewhere`,
      ALIBABA_CLOUD_PROFILE: 'other',
    };
    expect((await get(await sourceOf('', env))).accessKeyId).toBe('hub-key');
  });

  it.each([
    ['', 'no such profile'],
    ['[default]\n', 'its type or mode is not supported'],
    ['[default]\ntype = rsa_key_pair\n', 'its type or mode is not supported'],
    ['[default]\ntype = toString\n', 'its type or mode is not supported'],
    ['[default]\ntype = access_key\n', 'access_key_id not set'],
    [`[default]\ntype = ram_role_arn\n${KEY}`, 'no role ARN is set'],
    ['[default]\ntype = ram_role_arn\n', 'access_key_id not set'],
  ])('%p is passed over', async (text, reason) => {
    const { detail } = await failureOf(get(await sourceOf(text)));
    expect(detail).toContain(`/.alibabacloud/credentials: ${reason};`);
  });
});

describe('iniSection', () => {
  it.each([
    ['[a]\nk = v', { k: 'v' }],
    ['[a]\r\nk=v\r\n', { k: 'v' }],
    ['[b]\nk=w\n[a]\nk=v\n[c]\nk=x', { k: 'v' }],
    ['  [ a ]  \n  k  =  v  ', { k: 'v' }],
    ['[a]\n# k=1\n; k=2\nk=v ; why\nl=w # why', { k: 'v', l: 'w' }],
    ['[a]\nk="v ; w"\nl=\'x#y\'', { k: 'v ; w', l: 'x#y' }],
    ['[a]\nk=v=w==', { k: 'v=w==' }],
    ['[a]\nk=1\nk=2', { k: '2' }],
    ['[a]\nk=', { k: '' }],
    ['[a]\nnonsense\n=v', {}],
    ['[a]\n__proto__=v', JSON.parse('{"__proto__":"v"}')],
  ])('reads %p', (text, expected) => {
    expect(iniSection(text, 'a')).toEqual(expected);
  });

  it('tells an empty section from a missing one', () => {
    expect(iniSection('[a]', 'a')).toEqual({});
    expect(iniSection('k=v', 'a')).toBeUndefined();
  });

  it('reads back what it is given, and never throws', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9._/+-]{1,20}$/);
    fc.assert(
      fc.property(fc.dictionary(word, word), fc.string(), (section, noise) => {
        const lines = Object.entries(section).map(([key, text]) => `${key} = ${text}`);
        expect(iniSection(['[x]', ...lines].join('\n'), 'x')).toEqual(section);
        iniSection(noise, 'x');
      }),
    );
  });
});
