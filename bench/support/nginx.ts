/** nginx serving files, compressed ahead: as fast as bytes leave a machine. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start, type Running } from './process.ts';
import { freePort } from '../../test/support/free-port.ts';

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return [
    'daemon off; worker_processes 1; error_log stderr notice;',
    `pid ${folder}/nginx.pid;`,
    'events { worker_connections 256; }',
    `http { access_log off; sendfile on; tcp_nopush on; ${temporary.join(' ')}`,
    `server { listen 127.0.0.1:${port}; root ${folder}; default_type text/plain;`,
    'location / { gzip_static on; keepalive_requests 1000000; } } }',
  ].join('\n');
}

/** Starts nginx with one file, `metrics`, plain and compressed. */
export async function startNginx(
  folder: string,
  page: Buffer,
  compressed: Buffer,
): Promise<Running & { url: string }> {
  const home = join(folder, 'nginx');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'metrics'), page);
  writeFileSync(join(home, 'metrics.gz'), compressed);
  const port = await freePort();
  writeFileSync(join(home, 'nginx.conf'), configuration(home, port));
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  const args = ['-p', home, '-c', join(home, 'nginx.conf'), ...user];
  const nginx = await start('nginx', args, /start worker process (\d+)/);
  // The work is the worker's, not that of the process that was started.
  return { ...nginx, pid: Number(nginx.found[1]), url: `http://127.0.0.1:${port}` };
}
