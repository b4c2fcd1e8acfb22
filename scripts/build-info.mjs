/** What of dist is not compiled: build-info.json, which `--version` and alicloud_vpn_exporter_build_info report, and the demo's scenario. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';

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

copyFileSync(new URL('src/simulator/demo.yml', root), new URL('dist/simulator/demo.yml', root));
writeFileSync(
  new URL('dist/build-info.json', root),
  `${JSON.stringify({ version, revision: revision() })}\n`,
);
chmodSync(new URL('dist/main.js', root), 0o755);
