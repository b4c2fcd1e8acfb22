/** A certificate authority for tests, made with the openssl command. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Files of a certificate with its key, and their contents. */
export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  /** Value of the subjectAltName extension; none without it. */
  readonly names?: string;
  readonly usage?: 'serverAuth' | 'clientAuth';
  /** Negative for a certificate that is not valid any more. */
  readonly days?: number;
}

const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';

/** An authority with a folder of its own, which `remove` takes away. */
export class Authority {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'web-config-'));
  readonly certFile = path.join(this.folder, 'ca.pem');
  readonly cert: string;
  readonly #keyFile = path.join(this.folder, 'ca.key');

  constructor(name = 'test authority') {
    openssl(`req -x509 ${NEW_KEY} -days 2`, {
      subj: `/CN=${name}`,
      out: this.certFile,
      keyout: this.#keyFile,
    });
    this.cert = readFileSync(this.certFile, 'utf8');
  }

  /** Issues a certificate for `name`, in files called after it. */
  issue(name: string, { names, usage = 'clientAuth', days = 2 }: IssueOptions = {}): Pair {
    const [certFile, keyFile] = [`${name}.pem`, `${name}.key`].map((file) =>
      path.join(this.folder, file),
    ) as [string, string];
    const request = path.join(this.folder, `${name}.csr`);
    const extensions = `-addext extendedKeyUsage=${usage} -addext basicConstraints=critical,CA:FALSE`;
    openssl(`req -new ${NEW_KEY} ${extensions}`, {
      subj: `/CN=${name}`,
      out: request,
      keyout: keyFile,
      ...(names !== undefined && { addext: `subjectAltName=${names}` }),
    });
    openssl(`x509 -req -copy_extensions copyall -days ${days}`, {
      in: request,
      out: certFile,
      CA: this.certFile,
      CAkey: this.#keyFile,
    });
    const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
    return { certFile, keyFile, cert, key };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Runs openssl; what may hold a space goes into the options. */
export function openssl(command: string, options: Readonly<Record<string, string>>): void {
  const flags = Object.entries(options).flatMap(([name, value]) => [`-${name}`, value]);
  execFileSync('openssl', [...command.split(' '), ...flags], { stdio: 'pipe' });
}
