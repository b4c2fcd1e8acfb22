/** Plays the story of an incident, and says what was not as the table says. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Notice } from '../../e2e/support/webhook.ts';
import type { Expected, Incident, Receiver, Step } from '../incident.ts';
import { lineOf, shortName, textFaults, type Inbox } from './inbox.ts';
import type { Scene } from './scene.ts';

/** What came of an incident. */
export interface Outcome {
  readonly incident: Incident;
  /** What is not as the table says; empty when all is. */
  readonly faults: readonly string[];
  /** Everything that was heard of it, a line each. */
  readonly heard: readonly string[];
  /** Names of the alerts that were heard, with their receivers. */
  readonly summary: readonly string[];
  /** The notifications that the story names. */
  readonly named: readonly Notice[];
}

/** What is said of a design and not of what happens: single-tunnel connections, in the digest. */
const OF_THE_DESIGN = 'SingleTunnel';

/** What a busy machine leads to by itself, since it misses scrapes. */
export const OF_THE_MACHINE = ['ExporterUnstable'];

/** How often the inbox is looked into, in milliseconds. */
const LOOK_MS = 50;

function wordsOf({ receiver, status, alert, about }: Expected): string {
  return `${receiver} ${status} ${alert}${about === undefined ? '' : ` of ${about}`}`;
}

async function arrival(
  inbox: Inbox,
  expected: Expected,
  signal: AbortSignal,
): Promise<Notice | undefined> {
  for (;;) {
    const notice = inbox.take(expected);
    if (notice !== undefined || signal.aborted) return notice;
    await delay(LOOK_MS);
  }
}

interface Progress {
  readonly faults: string[];
  readonly named: Notice[];
  /** When the latest thing happened. */
  happenedMs: number;
}

async function playStep(
  step: Step,
  scene: Scene,
  inbox: Inbox,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (step.kind === 'happens') {
    progress.happenedMs = Date.now();
    await step.act(scene);
    return;
  }
  if (step.kind === 'quiet') {
    await scene.pause(step.time);
    return;
  }
  const notice = await arrival(inbox, step.expected, signal);
  if (notice === undefined) {
    progress.faults.push(`never came: ${wordsOf(step.expected)}`);
    return;
  }
  progress.named.push(notice);
  if (notice.atMs < progress.happenedMs) {
    progress.faults.push(`came before its cause: ${wordsOf(step.expected)}`);
  }
  progress.faults.push(...textFaults(notice, step.expected, scene.resolve));
}

/** What may come without being named. */
function allowed({ cloud, mayCome = [] }: Incident): readonly string[] {
  const isSingle = Object.values(cloud)
    .flat()
    .some((thing) => thing.kind === 'connection' && thing.mode === 'single');
  return [...OF_THE_MACHINE, ...mayCome, ...(isSingle ? [OF_THE_DESIGN] : [])];
}

function tooMany(incident: Incident, inbox: Inbox, receiver: Receiver): readonly string[] {
  const most = incident.story.filter(
    (step) =>
      step.kind === 'heard' &&
      step.expected.receiver === receiver &&
      step.expected.status === 'firing',
  ).length;
  const came = inbox.interruptions(receiver, receiver === 'notice' ? allowed(incident) : []);
  return came > most ? [`${came} notifications to ${receiver} instead of ${most}`] : [];
}

/**
 * What came at any time although the table does not name it, judged when the lab ends. What fired in a story may be
 * resolved after it.
 */
function unexpected(incident: Incident, inbox: Inbox, endMs: number): readonly string[] {
  const strangers = inbox
    .unnamed()
    .filter((notice) => !allowed(incident).includes(shortName(notice)))
    .filter(({ receiver }) => receiver !== 'watchdog')
    .filter(({ status, atMs }) => status === 'firing' || atMs < endMs)
    .map((notice) => `came unasked: ${notice.receiver} ${notice.status} ${shortName(notice)}`);
  return [
    ...new Set(strangers),
    ...tooMany(incident, inbox, 'page'),
    ...tooMany(incident, inbox, 'notice'),
  ];
}

/** A story that has been played; it is judged when the lab ends. */
export interface Played {
  readonly judge: () => Outcome;
}

/** Plays the story until it ends or the signal says that there is no more time. */
export async function play(
  incident: Incident,
  scene: Scene,
  inbox: Inbox,
  signal: AbortSignal,
): Promise<Played> {
  const startMs = Date.now();
  const progress: Progress = { faults: [], named: [], happenedMs: 0 };
  try {
    for (const step of incident.story) await playStep(step, scene, inbox, progress, signal);
  } catch (error) {
    progress.faults.push(`was not played to its end: ${String(error)}`);
  }
  const endMs = Date.now();
  return {
    judge: () => {
      const all = inbox.all();
      return {
        incident,
        faults: [...progress.faults, ...unexpected(incident, inbox, endMs)],
        heard: [
          ...all.map((notice) => lineOf(notice, startMs)),
          `played for ${((endMs - startMs) / 1000).toFixed(0)} s`,
        ],
        summary: all.map((notice) => `${notice.receiver} ${shortName(notice)} ${notice.status}`),
        named: progress.named,
      };
    },
  };
}
