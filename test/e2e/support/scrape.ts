/** Scrapes a daemon and reads what it says. */

import { type Daemon } from './daemon.ts';
import { until } from '../../support/until.ts';

/** The page as text. */
export async function scrape(daemon: Pick<Daemon, 'url'>): Promise<string> {
  const response = await fetch(`${daemon.url}/metrics`);
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  return response.text();
}

/** The values of the series of `name` whose line has all of `parts`; parts are written as in the page: `region="x"`. */
export function values(page: string, name: string, ...parts: readonly string[]): readonly number[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => parts.every((part) => line.includes(part)))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
}

/** Waits until every target has been polled once. */
export async function untilReady(daemon: Pick<Daemon, 'url'>): Promise<void> {
  await until(async () => (await fetch(`${daemon.url}/-/ready`)).status === 200);
}

/** Waits until a page satisfies `isRight`, and returns it. */
export function untilPage(
  daemon: Pick<Daemon, 'url'>,
  isRight: (page: string) => boolean,
): Promise<string> {
  return until(async () => {
    const page = await scrape(daemon);
    return isRight(page) ? page : undefined;
  });
}
