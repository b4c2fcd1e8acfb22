/** Writes dist/build-info.json: what `--version` and alicloud_vpn_exporter_build_info report. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** The commit the build was made from; REVISION wins, for builds without a .git folder. */
function revision() {
  if (process.env.REVISION) return process.env.REVISION;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

writeFileSync(
  new URL('dist/build-info.json', root),
  `${JSON.stringify({ version, revision: revision() })}\n`,
);
chmodSync(new URL('dist/main.js', root), 0o755);
