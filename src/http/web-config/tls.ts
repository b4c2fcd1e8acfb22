/** TLS settings: from their document to what node:tls takes. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import path from 'node:path';
import { createSecureContext, DEFAULT_CIPHERS, type TlsOptions } from 'node:tls';

import type { Checked } from '../../config/check.ts';
import type { ConfigFault } from '../../config/error.ts';
import { quote } from '../../config/text.ts';
import { codeOf } from '../../model/values.ts';
import {
  CLIENT_AUTH_TYPES,
  canonicalAddress,
  type ClientCertificatePolicy,
} from '../client-certificate.ts';
import type { Reading } from './reading.ts';
import { cipherList, CURVES, isLegacy, TLS_VERSIONS } from './tls-names.ts';
import { PEMS, type TlsDocument } from './tls-schema.ts';

/** How connections are encrypted. */
export interface TlsSettings {
  /** Certificate, key, client CA, versions, ciphers and curves. */
  readonly options: Readonly<TlsOptions>;
  readonly clientCertificate: ClientCertificatePolicy;
}

type PemName = (typeof PEMS)[number];

/** PEM text by what it is; '' for a client CA that is not given. */
type Pems = Readonly<Record<PemName, string>>;

const TLS = 'tls_server_config';

/** A fault of a part of the section, or of the section. */
function fault(key: string | undefined, expected: string, found: string): ConfigFault {
  return { path: key === undefined ? TLS : `${TLS}.${key}`, expected, found };
}

/** The settings, or what is wrong with the files and values behind them; relative file names start from `folder`. */
export function buildTls(
  document: TlsDocument,
  folder: string,
  reading: Reading,
): Checked<TlsSettings> {
  const read = readPems(document, folder, reading);
  if (read.faults !== undefined) return read;
  const faults = pemFaults(document, read.value);
  if (faults.length > 0) return { faults };
  const options = tlsOptions(document, read.value);
  const context = made(undefined, 'settings that OpenSSL accepts', () =>
    createSecureContext(options),
  );
  if (context.faults !== undefined) return context;
  return { value: { options, clientCertificate: clientCertificatePolicy(document) } };
}

/** What `make` returns, or a fault with the code of what it throws. */
function made<Value>(key: string | undefined, expected: string, make: () => Value): Checked<Value> {
  try {
    return { value: make() };
  } catch (error) {
    return { faults: [fault(key, expected, codeOf(error, 'an unusable value'))] };
  }
}

/** The key of the document that gives a PEM text. */
function keyOf(document: TlsDocument, name: PemName): string {
  return typeof document[name] === 'string' ? name : `${name}_file`;
}

function readPems(document: TlsDocument, folder: string, reading: Reading): Checked<Pems> {
  const faults: ConfigFault[] = [];
  const pems = { cert: '', key: '', client_ca: '' };
  for (const name of PEMS) {
    const file = document[`${name}_file`];
    if (typeof file === 'string') {
      const read = reading.text(`${TLS}.${name}_file`, path.resolve(folder, file));
      const unread = read.faults ?? [];
      faults.push(...unread.map((each) => ({ ...each, found: `${each.found}: ${quote(file)}` })));
      pems[name] = read.value ?? '';
    } else {
      pems[name] = document[name] ?? '';
    }
  }
  return faults.length > 0 ? { faults } : { value: pems };
}

function pemFaults(document: TlsDocument, pems: Pems): readonly ConfigFault[] {
  const certificate = made(
    keyOf(document, 'cert'),
    'a PEM certificate',
    () => new X509Certificate(pems.cert),
  );
  const key = made(keyOf(document, 'key'), 'an unencrypted PEM private key', () =>
    createPrivateKey(pems.key),
  );
  const clientCa = made(keyOf(document, 'client_ca'), 'a PEM certificate', () =>
    pems.client_ca === '' ? undefined : new X509Certificate(pems.client_ca),
  );
  const faults = [certificate, key, clientCa].flatMap((checked) => checked.faults ?? []);
  const isPair =
    certificate.value === undefined ||
    key.value === undefined ||
    certificate.value.checkPrivateKey(key.value);
  return isPair
    ? faults
    : [...faults, fault(keyOf(document, 'key'), 'the key of the certificate', 'another')];
}

function tlsOptions(document: TlsDocument, pems: Pems): TlsOptions {
  const oldest = document.min_version ?? 'TLS12';
  const newest = document.max_version ?? 'TLS13';
  const ciphers = cipherList(document.cipher_suites ?? [], isLegacy(oldest), DEFAULT_CIPHERS);
  const curves = document.curve_preferences ?? [];
  return {
    cert: pems.cert,
    key: pems.key,
    ...(pems.client_ca !== '' && { ca: pems.client_ca }),
    minVersion: TLS_VERSIONS[oldest],
    maxVersion: TLS_VERSIONS[newest],
    honorCipherOrder: document.prefer_server_cipher_suites ?? true,
    ciphers,
    ...(curves.length > 0 && { ecdhCurve: curves.map((curve) => CURVES[curve]).join(':') }),
  };
}

function clientCertificatePolicy(document: TlsDocument): TlsSettings['clientCertificate'] {
  return {
    ...CLIENT_AUTH_TYPES[document.client_auth_type ?? 'NoClientCert'],
    allowedSans: (document.client_allowed_sans ?? []).map(canonicalAddress),
  };
}
