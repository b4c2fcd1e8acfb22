/** Prometheus and Alertmanager themselves: incidents that have their own. */

import { dual, gateway, REGION } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import { down, happens, page, pageOver, quiet, up, watchdog } from '../steps.ts';
import { officeCloud } from './common.ts';

/** Of two connections that go down none is the rule: three stay up. */
const TWO_OF_FIVE = {
  [REGION]: [
    gateway('main'),
    dual('office', { gateway: 'main' }),
    dual('shop', { gateway: 'main' }),
    dual('factory', { gateway: 'main' }),
    dual('depot'),
    dual('warehouse'),
  ],
};

const prometheusRestarts = happens('Prometheus is restarted', async ({ stack }) => {
  await stack.prometheis[0]?.stop();
  await stack.prometheis[0]?.start();
});

export const MONITORING: Chapter = {
  title: 'Prometheus and Alertmanager',
  incidents: [
    {
      id: 'watchdog',
      what: 'Nothing happens, and the Watchdog says so all the time.',
      cloud: officeCloud(),
      owns: 'Watchdog',
      story: [watchdog('firing'), quiet('30m')],
      never: [],
    },
    {
      id: 'prometheus-restarts',
      what: 'Prometheus is restarted when one connection has been down for long and another for half a minute.',
      cloud: TWO_OF_FIVE,
      watch: { by: 'lab', prometheis: 1 },
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        down('depot'),
        quiet('30s'),
        prometheusRestarts,
        page('ConnectionDown', 'depot'),
        quiet('10m'),
        up('office', 'depot'),
        pageOver('ConnectionDown', 'office'),
        pageOver('ConnectionDown', 'depot'),
      ],
      never: ['ExporterDown', 'ExporterAbsent', 'SharedOutage'],
    },
    {
      id: 'alertmanager-restarts',
      what: 'Alertmanager is restarted while a connection is down; later it is away for ten minutes when another one goes down.',
      cloud: TWO_OF_FIVE,
      watch: { by: 'lab', prometheis: 1 },
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        happens('Alertmanager is restarted', async ({ stack }) => {
          await stack.alertmanager.stop();
          await stack.alertmanager.start();
        }),
        quiet('10m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
        happens('Alertmanager is stopped', ({ stack }) => stack.alertmanager.stop()),
        down('depot'),
        quiet('10m'),
        happens('Alertmanager is started', ({ stack }) => stack.alertmanager.start()),
        page('ConnectionDown', 'depot'),
      ],
      never: [],
    },
    {
      id: 'prometheis-die',
      what: 'Two Prometheis watch. While a connection is down, one dies, and half an hour later the other.',
      cloud: officeCloud(),
      watch: { by: 'lab', prometheis: 2 },
      story: [
        watchdog('firing'),
        down('office'),
        page('ConnectionDown', 'office'),
        happens('one Prometheus is killed', async ({ stack }) => stack.prometheis[1]?.kill()),
        quiet('20m'),
        happens('the other Prometheus is killed', async ({ stack }) => stack.prometheis[0]?.kill()),
        // What Alertmanager does by itself when nothing is sent to it any more; the Watchdog is silent then.
        pageOver('ConnectionDown', 'office'),
      ],
      never: [],
    },
  ],
};
