/** The status page of a running daemon. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { problemsOf, rowsOf, textOf, verdictOf } from '../report/html/support/page.ts';
import { startDaemon, stopDaemon, type Daemon } from './support/daemon.ts';
import { accountOf, configOf, QUICK_POLL } from './support/files.ts';
import { untilReady } from './support/scrape.ts';
import { until } from '../support/until.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

/** One poll, as slow as the machine may be. */
const ONE_POLL = { interval: '1h', timeout: '30s', request_timeout: '10s', stale_after: '2h' };

/** The state of each row of the connections, without since when. */
const levelsOf = (page: string): readonly (string | undefined)[] =>
  rowsOf(page, 'c').map(([state]) => state?.split(' ')[0]);

describe('the status page of a daemon', () => {
  let simulator: Simulator;
  let folder: Folder;
  let daemon: Daemon;

  const configure = (poll: object): string =>
    folder.write(
      'exporter.yml',
      configOf([accountOf('acme', simulator.url, ['cn-hangzhou', 'eu-central-1'])], { poll }),
    );

  const pageAt = async (query = ''): Promise<string> =>
    (await fetch(`${daemon.url}/${query}`)).text();

  beforeEach(async () => {
    folder = temporaryFolder();
    simulator = await startSimulator({
      scenario: generateScenario({
        accounts: {
          acme: {
            'cn-hangzhou': { single: 2, dual: 1, gateways: 1 },
            'eu-central-1': { single: 1, downEvery: 1 },
          },
        },
      }),
    });
    const file = configure(ONE_POLL);
    daemon = await startDaemon([`--config.file=${file}`, '--web.enable-lifecycle']);
    await untilReady(daemon);
  });

  afterEach(async () => {
    await stopDaemon(daemon);
    await simulator.close();
    folder.remove();
  });

  it('shows what was polled, and the part that the query asks for', async () => {
    const page = await pageAt();
    expect(verdictOf(page)).toBe('1 connection down');
    expect(levelsOf(page)).toEqual(['down', 'up', 'up', 'up', 'up', 'up']);
    for (const [state] of rowsOf(page, 'c')) expect(state).toMatch(/^(up|down) for at least \d+ /);
    expect(rowsOf(await pageAt('?region=eu-central-1'), 'c')).toHaveLength(1);
    expect(rowsOf(await pageAt('?account=acme&state=up'), 'c')).toHaveLength(5);
    expect(textOf(await pageAt('?account=nobody'))).toContain('No connection matches the filter.');
  });

  it('shows a region that is refused, and what it showed as stale by the setting now in force', async () => {
    const reload = async (poll: object): Promise<void> => {
      configure(poll);
      expect((await fetch(`${daemon.url}/-/reload`, { method: 'POST' })).status).toBe(200);
    };
    simulator.faults.add({ match: { region: 'cn-hangzhou' }, effect: 'forbidden_ram' });
    await reload(QUICK_POLL);
    const failing = await until(async () => {
      const page = await pageAt('?region=cn-hangzhou');
      return problemsOf(page).some((problem) => problem.includes('Forbidden.RAM')) && page;
    });
    expect(problemsOf(failing)[0]).toMatch(
      /^failed acme in cn-hangzhou : forbidden: Forbidden.RAM/,
    );
    expect(levelsOf(failing)).toEqual(Array(5).fill('up'));

    await reload({ ...QUICK_POLL, stale_after: '300ms' });
    const stale = await until(async () => {
      const page = await pageAt('?region=cn-hangzhou');
      return levelsOf(page).includes('stale') && page;
    });
    expect(levelsOf(stale)).toEqual(Array(5).fill('stale'));
  });
});
