/** What one incident has led to: notifications that are about it, each alert once, in the order in which they came. */

import type { Webhook, Notice } from '../../e2e/support/webhook.ts';
import type { Expected, Receiver, Text } from '../incident.ts';

/** Turns the names of a story into the ids of its cloud. */
export type Resolve = (name: string) => string;

const PREFIX = 'AlicloudVpn';

/** Name of an alert without what all have in common. */
export function shortName({ labels }: Notice): string {
  return (labels['alertname'] ?? '').replace(PREFIX, '');
}

function textOf({ annotations }: Notice): string {
  return `${annotations['summary'] ?? ''}\n${annotations['description'] ?? ''}`;
}

/** What is wrong with the text of a notification. */
export function textFaults(notice: Notice, { says, neverSays }: Text, resolve: Resolve): string[] {
  const text = textOf(notice);
  const named = (words: string): string =>
    words.replaceAll(/\{([^}]+)\}/g, (_, name: string) => resolve(name));
  return [
    ...(says ?? [])
      .filter((words) => !text.includes(named(words)))
      .map((words) => `does not say "${named(words)}"`),
    ...(neverSays ?? [])
      .filter((words) => text.includes(named(words)))
      .map((words) => `says "${named(words)}"`),
  ].map((fault) => `${shortName(notice)} ${fault}: ${text}`);
}

/** One line for people. */
export function lineOf(notice: Notice, startMs: number): string {
  const { receiver, status, labels, atMs, notification } = notice;
  const about = Object.entries(labels)
    .filter(([name]) => !['alertname', 'severity'].includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  const seconds = ((atMs - startMs) / 1000).toFixed(1);
  return `${seconds} s #${notification} ${receiver} ${status} ${shortName(notice)} ${about}`;
}

/** The notifications about one incident. */
export class Inbox {
  readonly #webhook: Webhook;
  readonly #isOwn: (notice: Notice) => boolean;
  readonly #resolve: Resolve;
  readonly #consumed = new Set<Notice>();

  constructor(webhook: Webhook, isOwn: (notice: Notice) => boolean, resolve: Resolve) {
    this.#webhook = webhook;
    this.#isOwn = isOwn;
    this.#resolve = resolve;
  }

  /** Everything that is about the incident, as it came. */
  raw(): readonly Notice[] {
    return this.#webhook.notices.filter(this.#isOwn);
  }

  /** Every change of an alert: Alertmanager sends what a group holds again when the group changes. */
  all(): readonly Notice[] {
    const latest = new Map<string, string>();
    return this.raw().filter(({ receiver, labels, status, startsAt }) => {
      const sorted = Object.entries(labels).toSorted(([one], [other]) => one.localeCompare(other));
      const alert = JSON.stringify([receiver, sorted]);
      const state = `${status} ${startsAt}`;
      const isNews = latest.get(alert) !== state;
      latest.set(alert, state);
      return isNews;
    });
  }

  /** What no part of the story has named so far. */
  unnamed(): readonly Notice[] {
    return this.all().filter((notice) => !this.#consumed.has(notice));
  }

  /** Takes the notification that was expected, once it is there. */
  take({ receiver, status, alert, about }: Expected): Notice | undefined {
    const wanted = about === undefined ? undefined : [about, this.#resolve(about)];
    const found = this.unnamed().find(
      (notice) =>
        notice.receiver === receiver &&
        notice.status === status &&
        shortName(notice) === alert &&
        (wanted === undefined ||
          Object.values(notice.labels).some((value) => wanted.includes(value))),
    );
    if (found !== undefined) this.#consumed.add(found);
    return found;
  }

  /** How many times this receiver was notified of something new that fires, other than these alerts. */
  interruptions(receiver: Receiver, others: readonly string[]): number {
    const firing = this.all().filter(
      (notice) =>
        notice.receiver === receiver &&
        notice.status === 'firing' &&
        !others.includes(shortName(notice)),
    );
    return new Set(firing.map(({ notification }) => notification)).size;
  }
}
