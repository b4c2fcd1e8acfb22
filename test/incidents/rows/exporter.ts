/** Exporters that die, come back, differ, cannot be scraped, or are told something else. */

import { dual, gateway, many, names, REGION } from '../cloud.ts';
import type { Chapter, Step } from '../incident.ts';
import { down, happens, page, pageOver, quiet, ticket, ticketOver, up } from '../steps.ts';
import { officeCloud } from './common.ts';

const ONE = { by: [{ name: 'exporter' }] };
const PAIR = { by: 'pair' } as const;
const FOREIGN = 'eu-central-1';

function killed(name: string): Step {
  return happens(`exporter \`${name}\` is killed`, (scene) => scene.exporter(name).kill());
}

function started(name: string): Step {
  return happens(`exporter \`${name}\` is started`, (scene) => scene.exporter(name).start());
}

function cannotReach(name: string): Step {
  return happens(`exporter \`${name}\` can no longer reach the API`, async (scene) => {
    scene.gate(name).shut();
  });
}

function reaches(name: string): Step {
  return happens(`exporter \`${name}\` reaches the API again`, async (scene) => {
    scene.gate(name).open();
  });
}

export const EXPORTER: Chapter = {
  title: 'The exporter',
  incidents: [
    {
      id: 'exporter-restarts',
      what: 'The exporter is restarted while a connection and all those of a gateway are down.',
      cloud: {
        [REGION]: [
          gateway('main'),
          ...many(4, 'main', (name) => dual(name, { gateway: 'main' })),
          dual('office'),
          ...many(5, 'elsewhere', (name) => dual(name)),
        ],
      },
      watch: ONE,
      story: [
        down('office', ...names(4, 'main')),
        page('SharedOutage', 'main'),
        page('ConnectionDown', 'office'),
        killed('exporter'),
        started('exporter'),
        quiet('15m'),
        up('office', ...names(4, 'main')),
        pageOver('ConnectionDown', 'office'),
        pageOver('SharedOutage', 'main'),
      ],
      never: ['ExporterDown', 'ConnectionVanished'],
    },
    {
      id: 'exporter-dies-while-down',
      what: 'The exporter dies while a connection is down, and is started again half an hour later.',
      cloud: officeCloud(),
      watch: ONE,
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        killed('exporter'),
        page('ExporterDown', 'exporter-dies-while-down'),
        quiet('20m'),
        started('exporter'),
        pageOver('ExporterDown', 'exporter-dies-while-down'),
        quiet('5m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['ExporterAbsent'],
    },
    {
      id: 'crash-loop',
      what: 'The exporter crashes every three minutes and is restarted at once.',
      cloud: officeCloud(),
      watch: ONE,
      story: [
        happens('eight times: the exporter runs for 3m, is killed and started', async (scene) => {
          for (let round = 0; round < 8; round += 1) {
            await scene.exporter('exporter').kill();
            await scene.exporter('exporter').start();
            await scene.pause('3m');
          }
        }),
        ticket('ExporterUnstable', 'exporter'),
      ],
      never: ['ExporterDown'],
    },
    {
      id: 'scrapes-missed',
      what: 'One scrape in six is missed, and a connection goes down.',
      cloud: officeCloud(),
      watch: { by: [{ name: 'exporter', missesEvery: 6 }] },
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        quiet('20m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['ExporterDown', 'ConnectionFlapping'],
    },
    {
      id: 'replica-dies',
      what: 'One of two replicas dies; then a connection goes down.',
      cloud: officeCloud(),
      watch: { by: [{ name: 'first' }, { name: 'second' }] },
      story: [
        killed('second'),
        ticket('ReplicaDown', 'second'),
        down('office'),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['ExporterDown'],
    },
    {
      id: 'replica-blind',
      what: 'One of two replicas loses the API while a connection is down; the connection recovers.',
      cloud: officeCloud(),
      watch: PAIR,
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        cannotReach('second'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
        ticket('CollectorFailing', 'connections'),
        reaches('second'),
        ticketOver('CollectorFailing', 'connections'),
      ],
      never: ['TargetFailing'],
      // In the same ticket: it cannot read the gateways either.
      mayCome: ['CollectorFailing'],
    },
    {
      id: 'two-replicas-one-page',
      what: 'Two replicas see one connection go down.',
      cloud: officeCloud(),
      watch: PAIR,
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: [],
    },
    {
      id: 'two-clusters',
      what: 'Exporters of two clusters poll an account that both call default: what blinds one hides nothing that the other sees.',
      cloud: officeCloud(),
      watch: {
        by: [
          { name: 'east', cluster: 'east', account: 'default' },
          { name: 'west', cluster: 'west', account: 'default' },
        ],
      },
      story: [
        cannotReach('west'),
        page('TargetFailing', 'two-clusters-west'),
        down('office'),
        page('ConnectionDown', 'two-clusters-east'),
        up('office'),
        pageOver('ConnectionDown', 'two-clusters-east'),
        killed('west'),
        page('ExporterDown', 'two-clusters-west'),
        cannotReach('east'),
        page('TargetFailing', 'two-clusters-east'),
        happens('`west` is gone from service discovery', async (scene) => {
          scene.scrapeOnly(['east']);
        }),
        page('ExporterAbsent', 'two-clusters-west'),
      ],
      never: ['ConnectionVanished'],
      // What is over, or not, when the exporter is gone.
      mayCome: ['TargetFailing', 'ExporterDown'],
    },
    {
      id: 'moved-to-another-instance',
      what: 'The exporter is rescheduled: another instance takes over while a connection is down.',
      cloud: officeCloud(),
      watch: { by: [{ name: 'old' }, { name: 'new', starts: false }] },
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        happens('`old` ends, `new` is started in its place', async (scene) => {
          await scene.exporter('old').kill();
          await scene.exporter('new').start();
          scene.scrapeOnly(['new']);
        }),
        quiet('15m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['ExporterDown', 'ExporterAbsent'],
    },
    {
      id: 'labels-overwritten',
      what: 'Service discovery puts labels account and region on the target, and honor_labels is missing.',
      cloud: officeCloud(),
      watch: {
        by: [{ name: 'exporter', dishonored: { account: 'ops', region: 'datacenter-1' } }],
      },
      story: [ticket('HonorLabelsMissing', 'labels-overwritten')],
      never: [],
    },
    {
      id: 'shard-missing',
      what: 'One of two shards was never started.',
      cloud: { ...officeCloud(), [FOREIGN]: [dual('frankfurt'), dual('berlin')] },
      watch: { by: [{ name: 'shard-0', shard: { index: 0, total: 2 } }] },
      story: [page('ShardMissing', 'shard-missing')],
      never: ['ExporterDown'],
    },
    {
      id: 'reload-failed',
      what: 'Somebody makes a mistake in the configuration file and corrects it.',
      cloud: officeCloud(),
      watch: ONE,
      story: [
        happens('the file is wrong, SIGHUP', async (scene) => {
          scene.exporter('exporter').reload('accounts: {}');
        }),
        ticket('ReloadFailed', 'exporter'),
        happens('the file is right, SIGHUP', async (scene) => {
          scene.exporter('exporter').reconfigure(scene.configOf('exporter'));
        }),
        ticketOver('ReloadFailed', 'exporter'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'region-removed-while-down',
      what: 'A region is taken out of the configuration while one of its connections is down.',
      cloud: { ...officeCloud(), [FOREIGN]: [dual('frankfurt'), dual('berlin'), dual('munich')] },
      watch: ONE,
      story: [
        down('frankfurt'),
        page('ConnectionDown', 'frankfurt'),
        happens(`${FOREIGN} leaves the configuration`, async (scene) => {
          const config = scene.configOf('exporter');
          scene.exporter('exporter').reconfigure({
            ...config,
            accounts: config.accounts.map((account) => ({ ...account, regions: [REGION] })),
          });
        }),
        pageOver('ConnectionDown', 'frankfurt'),
        ticket('TargetVanished', FOREIGN),
      ],
      never: ['ConnectionVanished', 'ConnectionsVanished'],
    },
    {
      id: 'clock-ahead',
      what: "The exporter's clock is five minutes ahead; a connection goes down.",
      cloud: officeCloud(),
      watch: { by: [{ name: 'exporter', clockAhead: '5m' }] },
      story: [
        ticket('ClockSkew', 'exporter'),
        down('office'),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['DataStale', 'TargetFailing'],
    },
    {
      id: 'rare-polls',
      what: 'poll.interval is 15m, to save calls.',
      cloud: officeCloud(),
      watch: {
        by: [
          {
            name: 'exporter',
            config: { poll: { interval: '30s', stale_after: '75s', timeout: '4s' } },
          },
        ],
      },
      story: [quiet('40m')],
      never: ['DataStale', 'TargetFailing', 'ConnectionVanished'],
    },
    {
      id: 'api-unreachable',
      what: 'The exporter cannot reach the API at all (network, DNS, firewall).',
      cloud: officeCloud(),
      watch: { by: 'lab', canBeCut: true },
      story: [
        cannotReach('exporter'),
        page('TargetFailing', REGION, { says: ['network'] }),
        reaches('exporter'),
        pageOver('TargetFailing', REGION),
      ],
      never: ['ConnectionDown', 'ExporterDown', 'CollectorFailing'],
    },
    {
      id: 'everything-well',
      what: 'Nothing happens.',
      cloud: officeCloud({ bgp: true }),
      watch: PAIR,
      story: [quiet('60m')],
      never: [],
    },
  ],
};
