/** Takes docs/images/status-page.png, the picture of README: the demo's status page in Chromium. Needs a build. */

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OUTPUT = join(ROOT, 'docs/images/status-page.png');

/** A page as wide as a table needs, and as high as what matters. */
const VIEW = { width: 1_180, height: 800 };

const demo = spawn(
  process.execPath,
  [join(ROOT, 'dist/main.js'), '--demo', '--web.listen-address=127.0.0.1:0'],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
try {
  const page = await new Promise<string>((resolve) => {
    let url = '';
    createInterface({ input: demo.stderr }).on('line', (line) => {
      url = /"status_page":"([^"]+)"/.exec(line)?.[1] ?? url;
      if (line.includes('every target was polled once')) resolve(url);
    });
  });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const tab = await browser.newPage({ viewport: VIEW, colorScheme: 'light' });
  await tab.goto(page);
  mkdirSync(join(ROOT, 'docs/images'), { recursive: true });
  await tab.screenshot({ path: OUTPUT });
  await browser.close();
} finally {
  demo.kill('SIGTERM');
}
