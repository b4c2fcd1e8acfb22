/** Whether the environment variables that credentials are made with hold what they must. */

import { environmentKey, KEY_VARIABLES, SESSION_NAME_VARIABLE, rrsaRole } from './chain.ts';
import { isAbsent } from './provider.ts';
import { stsOfEnvironment } from './sts-address.ts';
import type { ConfigFault } from '../../config/error.ts';
import { isPrivateAddress, isSessionName, SESSION_NAME_FORM } from '../../config/forms.ts';
import { quote } from '../../config/text.ts';
import type { AccountConfig, CredentialsConfig } from '../../model/account.ts';
import { type Environment, variable } from '../../model/environment.ts';

/** What these credentials take from the environment: a key, the name of a session, the address of STS. */
interface Uses {
  readonly key: boolean;
  readonly sessionName: boolean;
  readonly sts: boolean;
}

function usesOf(credentials: CredentialsConfig, env: Environment): Uses {
  switch (credentials.type) {
    case 'default': {
      const key = !isAbsent(environmentKey(env));
      const isRrsa = !key && !isAbsent(rrsaRole(env));
      return { key, sessionName: isRrsa, sts: isRrsa };
    }
    case 'ram_role_arn': {
      const source = usesOf(credentials.source, env);
      return { ...source, sts: source.sts || credentials.stsEndpoint === undefined };
    }
    case 'oidc_role_arn':
      return { key: false, sessionName: false, sts: credentials.stsEndpoint === undefined };
    case 'access_key':
    case 'sts':
    case 'ecs_ram_role':
    case 'credentials_uri':
      return { key: false, sessionName: false, sts: false };
  }
}

function fault(name: string, expected: string, found: string): ConfigFault {
  return { path: name, expected: `${expected}, or the variable unset`, found };
}

/** What no key has. In words: it is a secret. */
const FLAWS: readonly (readonly [form: RegExp, found: string])[] = [
  [/^(["']).*\1$/s, 'quotes around it'],
  [/[\r\n]/, 'more than one line'],
  [/\s/, 'a blank in it'],
  [/[^\x21-\x7e]/, 'a character that no key has'],
];

function keyFaults(env: Environment): readonly ConfigFault[] {
  return KEY_VARIABLES.flatMap((name) => {
    const value = variable(env, name) ?? '';
    const flaw = FLAWS.find(([form]) => form.test(value));
    return flaw === undefined ? [] : [fault(name, 'a text without blanks and quotes', flaw[1])];
  });
}

function sessionNameFaults(env: Environment): readonly ConfigFault[] {
  const name = variable(env, SESSION_NAME_VARIABLE);
  if (name === undefined || isSessionName(name)) return [];
  const strange = Array.from(name).find((character) => !/[\w.@-]/.test(character));
  const found = strange === undefined ? `a length of ${name.length}` : quote(strange);
  return [fault(SESSION_NAME_VARIABLE, SESSION_NAME_FORM, found)];
}

/** What an address has that it must not have. In words: it may be a password. */
const EXCESSES: readonly (readonly [form: RegExp, found: string])[] = [
  [/@/, 'a user or password'],
  [/[?#]/, 'a query or fragment'],
  [/^http:/i, 'http to another machine'],
  [/^(?!https:)[a-z][\w+.-]*:\/\//i, 'another scheme'],
  [/^(https:\/\/)?[^/]+\/./i, 'a path'],
];

function stsFaults(env: Environment): readonly ConfigFault[] {
  const { name, expected, address } = stsOfEnvironment(env);
  if (isPrivateAddress(address)) return [];
  const [, found = 'something else'] = EXCESSES.find(([form]) => form.test(address)) ?? [];
  return [fault(name, expected, found)];
}

/** What is wrong with the variables that these accounts need, whose values are not shown. */
export function environmentFaults(
  accounts: readonly AccountConfig[],
  env: Environment,
): readonly ConfigFault[] {
  const uses = accounts.map(({ credentials }) => usesOf(credentials, env));
  return [
    ...(uses.some(({ key }) => key) ? keyFaults(env) : []),
    ...(uses.some(({ sessionName }) => sessionName) ? sessionNameFaults(env) : []),
    ...(uses.some(({ sts }) => sts) ? stsFaults(env) : []),
  ];
}
