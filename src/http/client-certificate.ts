/** Decides which TLS clients may speak, by the certificate they presented. */

import type { TLSSocket } from 'node:tls';

import { subjectAltNames } from './subject-alt-names.ts';

/** What a `client_auth_type` means. */
export interface ClientAuthType {
  /** A certificate is asked for. */
  readonly request: boolean;
  /** A client without one is turned away. */
  readonly require: boolean;
  /** A certificate that the client CA did not issue, or that is not valid now, is turned away. */
  readonly verify: boolean;
}

/** The values of `client_auth_type`: the names of Go's crypto/tls.ClientAuthType. */
export const CLIENT_AUTH_TYPES = {
  NoClientCert: { request: false, require: false, verify: false },
  RequestClientCert: { request: true, require: false, verify: false },
  RequireAnyClientCert: { request: true, require: true, verify: false },
  VerifyClientCertIfGiven: { request: true, require: false, verify: true },
  RequireAndVerifyClientCert: { request: true, require: true, verify: true },
} as const satisfies Readonly<Record<string, ClientAuthType>>;

/** The rules of one TLS server. */
export interface ClientCertificatePolicy extends ClientAuthType {
  /** At least one of these must be among the certificate's subject alternative names; empty allows any. */
  readonly allowedSans: readonly string[];
}

/** What a handshake told of the client. */
export interface PresentedCertificate {
  /** The text form that node:crypto gives of the extension; undefined for a certificate without it. */
  readonly subjectAltName: string | undefined;
  /** Whether its chain was verified against the client CA. */
  readonly verified: boolean;
}

/** Why a client is turned away; undefined for one that may speak. */
export function refusal(
  policy: ClientCertificatePolicy,
  certificate: PresentedCertificate | undefined,
): string | undefined {
  if (certificate === undefined) {
    return policy.require ? 'no client certificate' : undefined;
  }
  if (policy.verify && !certificate.verified) return 'client certificate not trusted';
  if (policy.allowedSans.length === 0) return undefined;
  const names = subjectAltNames(certificate.subjectAltName ?? '');
  return policy.allowedSans.some((allowed) => names.includes(allowed))
    ? undefined
    : 'no allowed name in the client certificate';
}

/** Reads a completed handshake. */
export function presentedCertificate(socket: TLSSocket): PresentedCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && { subjectAltName: certificate.subjectAltName, verified: socket.authorized };
}
