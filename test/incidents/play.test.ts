/** What the lab calls met and what not: a lab that cannot fail proves nothing. */

import { describe, expect, it } from '@jest/globals';
import type { Notice } from '../e2e/support/webhook.ts';
import { dual, single } from './cloud.ts';
import type { Incident, Step } from './incident.ts';
import { happens, page, pageOver, quiet } from './steps.ts';
import { Inbox } from './support/inbox.ts';
import { play } from './support/play.ts';
import type { Scene } from './support/scene.ts';

const INCIDENT: Incident = { id: 'row', what: '', cloud: {}, story: [], never: [] };
const ENDED = AbortSignal.abort();

function notice(alert: string, changes: Partial<Notice> = {}): Notice {
  return {
    receiver: 'page',
    status: 'firing',
    labels: { alertname: `AlicloudVpn${alert}`, vpn_connection_id: 'vco-office' },
    annotations: { summary: 'vco-office is down', description: 'since noon' },
    startsAt: '2026-01-01T00:00:00Z',
    atMs: Date.now() + 1_000,
    notification: 1,
    ...changes,
  };
}

/** What is wrong when these notifications come, in a lab that has no more time to wait for others. */
async function faultsOf(
  story: readonly Step[],
  notices: readonly Notice[],
  changes: Partial<Incident> = {},
): Promise<readonly string[]> {
  const resolve = (name: string): string => `vco-${name}`;
  const inbox = new Inbox({ address: '', notices }, () => true, resolve);
  const scene = { resolve, pause: () => Promise.resolve() } as unknown as Scene;
  const played = await play({ ...INCIDENT, ...changes, story }, scene, inbox, ENDED);
  return played.judge().faults;
}

describe('an incident', () => {
  it('is met when what comes is what the table names', async () => {
    const story = [page('Down', 'office', { says: ['{office}', 'noon'] }), pageOver('Down')];
    const notices = [notice('Down'), notice('Down', { status: 'resolved', notification: 2 })];
    expect(await faultsOf(story, notices)).toEqual([]);
  });

  it.each([
    ['nothing comes', [page('Down')], [], 'never came: page firing Down'],
    ['another alert comes', [page('Down')], [notice('Up')], 'came unasked: page firing Up'],
    [
      'it is about something else',
      [page('Down', 'shop')],
      [notice('Down')],
      'never came: page firing Down of shop',
    ],
    [
      'it goes to another receiver',
      [page('Down')],
      [notice('Down', { receiver: 'ticket' })],
      'never came: page firing Down',
    ],
    [
      'it is resolved too soon',
      [page('Down'), quiet('1s')],
      [notice('Down'), notice('Down', { status: 'resolved', atMs: 0 })],
      'came unasked: page resolved Down',
    ],
    [
      'it comes twice',
      [page('Down'), pageOver('Down')],
      [
        notice('Down'),
        notice('Down', { status: 'resolved', notification: 2 }),
        notice('Down', { notification: 3 }),
      ],
      '2 notifications to page instead of 1',
    ],
    [
      'it comes before its cause',
      [happens('it goes down', () => Promise.resolve()), page('Down')],
      [notice('Down', { atMs: 0 })],
      'came before its cause: page firing Down',
    ],
  ])('is not met when %s', async (_, story, notices, fault) => {
    expect(await faultsOf(story, notices)).toContain(fault);
  });

  it('is not met when the text claims too much or says too little', async () => {
    const story = [page('Down', 'office', { says: ['Phase1'], neverSays: ['is down'] })];
    const faults = await faultsOf(story, [notice('Down')]);
    expect(faults).toEqual([
      expect.stringContaining('does not say "Phase1"'),
      expect.stringContaining('says "is down"'),
    ]);
  });

  it('takes what Alertmanager sends again with its group as one notification', async () => {
    const again = notice('Down', { notification: 2 });
    expect(await faultsOf([page('Down')], [notice('Down'), again])).toEqual([]);
  });

  it('lets come what may come', async () => {
    expect(await faultsOf([], [notice('Up', { receiver: 'ticket' })], { mayCome: ['Up'] })).toEqual(
      [],
    );
  });

  it.each([
    ['lets the digest name single-tunnel connections', single('office'), []],
    [
      'does not let it name others',
      dual('office'),
      ['came unasked: notice firing SingleTunnel', '1 notifications to notice instead of 0'],
    ],
  ])('%s', async (_, connection, faults) => {
    const digest = [notice('SingleTunnel', { receiver: 'notice' })];
    expect(await faultsOf([], digest, { cloud: { here: [connection] } })).toEqual(faults);
  });
});
