/** Makes TLS settings of their document: reads, checks and translates. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import path from 'node:path';
import { createSecureContext, DEFAULT_CIPHERS, type TlsOptions } from 'node:tls';

import { codeOf } from '../cause.ts';
import { CLIENT_AUTH_TYPES } from '../client-certificate.ts';
import { canonicalAddress } from '../subject-alt-names.ts';
import { fault } from './faults.ts';
import type { Checked, Reading } from './reading.ts';
import type { TlsDocument } from './schema.ts';
import { cipherList, CURVES, isLegacy, TLS_VERSIONS } from './tls-names.ts';
import type { TlsSettings } from './web-config.ts';

/** The three things that are either in the document or in a file that it names. */
const PEMS = ['cert', 'key', 'client_ca'] as const;
type PemName = (typeof PEMS)[number];

/** PEM text by what it is; '' for a client CA that is not given. */
type Pems = Readonly<Record<PemName, string>>;

const TLS = 'tls_server_config';

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
  try {
    createSecureContext(options);
  } catch (error) {
    return {
      faults: [fault([TLS], 'settings that OpenSSL accepts', codeOf(error, 'an unusable value'))],
    };
  }
  return { value: { options, clientCertificate: clientCertificatePolicy(document) } };
}

/** The key of the document that gives a PEM text. */
function keyOf(document: TlsDocument, name: PemName): string {
  return typeof document[name] === 'string' ? name : `${name}_file`;
}

function readPems(document: TlsDocument, folder: string, reading: Reading): Checked<Pems> {
  const faults: string[] = [];
  const pems = { cert: '', key: '', client_ca: '' };
  for (const name of PEMS) {
    const file = document[`${name}_file`];
    const text =
      typeof file === 'string'
        ? reading.text([TLS, `${name}_file`], path.resolve(folder, file))
        : { value: document[name] ?? '' };
    if (text.faults === undefined) pems[name] = text.value;
    else faults.push(...text.faults);
  }
  return faults.length > 0 ? { faults } : { value: pems };
}

function pemFaults(document: TlsDocument, pems: Pems): readonly string[] {
  const attempt = <Value>(
    name: PemName,
    expected: string,
    make: (text: string) => Value,
  ): Checked<Value> => {
    try {
      return { value: make(pems[name]) };
    } catch (error) {
      return {
        faults: [fault([TLS, keyOf(document, name)], expected, codeOf(error, 'an unusable value'))],
      };
    }
  };
  const certificate = attempt('cert', 'a PEM certificate', (text) => new X509Certificate(text));
  const key = attempt('key', 'an unencrypted PEM private key', (text) => createPrivateKey(text));
  const clientCa = attempt('client_ca', 'a PEM certificate', (text) =>
    text === '' ? undefined : new X509Certificate(text),
  );
  const faults = [certificate, key, clientCa].flatMap((checked) => checked.faults ?? []);
  const isPair =
    certificate.value === undefined ||
    key.value === undefined ||
    certificate.value.checkPrivateKey(key.value);
  return isPair
    ? faults
    : [...faults, fault([TLS, keyOf(document, 'key')], 'the key of the certificate', 'another')];
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
