/** Load on a server, and what it cost the server. */

import { once } from 'node:events';
import http from 'node:http';
import { cpuMs, run } from './process.ts';

/** One server under load. */
export interface Load {
  readonly perSecond: number;
  /** Processor time of the server for each answer, in milliseconds. */
  readonly cpuMs: number;
}

/** Connections that ask at the same time: as many as there are processors on a small machine. */
const CONNECTIONS = 2;

async function measured(
  pid: number,
  work: () => Promise<Omit<Load, 'cpuMs'> & { answers: number }>,
) {
  const before = cpuMs(pid);
  const { perSecond, answers } = await work();
  return { perSecond, cpuMs: (cpuMs(pid) - before) / answers };
}

/**
 * Asks one URL with wrk as fast as answers come.
 * @throws Error when an answer is none of the expected ones.
 */
export function load(url: string, pid: number, seconds: number, isGzipped: boolean): Promise<Load> {
  return measured(pid, async () => {
    const args = ['-t', String(CONNECTIONS), '-c', String(CONNECTIONS), '-d', `${seconds}s`];
    const coding = isGzipped ? ['-H', 'Accept-Encoding: gzip'] : [];
    const output = await run('wrk', [...args, '--timeout', '30s', ...coding, url]);
    if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${url}: ${output}`);
    return {
      answers: Number(/(\d+) requests in/.exec(output)?.[1]),
      perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    };
  });
}

/** The bytes of one answer as they come. */
export async function download(
  url: string,
  isGzipped: boolean,
  agent = http.globalAgent,
): Promise<Buffer> {
  const headers = isGzipped ? { 'accept-encoding': 'gzip' } : {};
  const request = http.get(url, { agent, headers });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same for a server so slow that wrk would count nothing: asks so often, and takes the time. */
export function loadSlow(
  url: string,
  pid: number,
  answersPerConnection: number,
  isGzipped: boolean,
): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true });
  const client = async (): Promise<void> => {
    for (let left = answersPerConnection; left > 0; left -= 1)
      await download(url, isGzipped, agent);
  };
  return measured(pid, async () => {
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: CONNECTIONS }, client));
    const seconds = (performance.now() - startedMs) / 1000;
    agent.destroy();
    const answers = CONNECTIONS * answersPerConnection;
    return { answers, perSecond: answers / seconds };
  });
}
