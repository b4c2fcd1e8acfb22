/** Prometheus and Alertmanager as they are shipped, only faster, and whoever they notify. */

import { writeFileSync } from 'node:fs';
import { startAlertmanager, type Alertmanager } from '../../e2e/support/alertmanager.ts';
import type { Cleanup } from '../../e2e/support/cleanup.ts';
import { startPrometheus, type Prometheus } from '../../e2e/support/prometheus.ts';
import type { Release } from '../../e2e/support/releases.ts';
import { startWebhook, type Webhook } from '../../e2e/support/webhook.ts';
import { FAST, fastAlertmanager, fastPrometheus, FLAGS } from './shipped.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** What is scraped: an address and the labels that service discovery gives it. */
export interface ScrapeTarget {
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isHonored: boolean;
}

/** Something with targets: exporters by their names. */
interface Scraped {
  readonly targets: ReadonlyMap<string, ScrapeTarget>;
}

/** One Alertmanager and the Prometheis that notify it. */
export interface Stack {
  readonly prometheis: readonly Prometheus[];
  readonly alertmanager: Alertmanager;
  readonly webhook: Webhook;
  /** From now on scrapes these exporters of a house, and no others of it. */
  readonly watch: (house: Scraped, exporters: readonly string[]) => void;
  /** How many targets are scraped. */
  readonly targets: () => number;
}

function listOf(targets: readonly ScrapeTarget[]): string {
  return JSON.stringify(
    targets.map(({ address, labels }) => ({ targets: [address], labels })),
    null,
    2,
  );
}

/** Starts one. */
export async function startStack(
  release: Release,
  prometheis: number,
  cleanup: Cleanup,
): Promise<Stack> {
  const webhook = await startWebhook(cleanup);
  const alertmanager = await startAlertmanager(
    release.alertmanager,
    fastAlertmanager(webhook.address),
    cleanup,
    FLAGS.alertmanager,
  );
  const folder = temporaryFolder();
  cleanup.add(() => {
    folder.remove();
  });
  const rules = folder.write('rules.yml', FAST.rules);
  const started = await Promise.all(
    Array.from({ length: prometheis }, async (_, index) => {
      const files = {
        honored: folder.write(`targets-${index}.json`, '[]'),
        dishonored: folder.write(`targets-dishonored-${index}.json`, '[]'),
      };
      const config = fastPrometheus(rules, alertmanager.address, files);
      const prometheus = await startPrometheus(
        release.prometheus,
        config,
        cleanup,
        FLAGS.prometheus,
      );
      return { prometheus, files };
    }),
  );
  const watched = new Map<Scraped, readonly ScrapeTarget[]>();
  const all = (): readonly ScrapeTarget[] => [...watched.values()].flat();
  return {
    prometheis: started.map(({ prometheus }) => prometheus),
    alertmanager,
    webhook,
    targets: () => all().length,
    watch: (house, exporters) => {
      watched.set(
        house,
        [...house.targets].filter(([name]) => exporters.includes(name)).map(([, each]) => each),
      );
      for (const { files } of started) {
        writeFileSync(files.honored, listOf(all().filter(({ isHonored }) => isHonored)));
        writeFileSync(files.dishonored, listOf(all().filter(({ isHonored }) => !isHonored)));
      }
    },
  };
}
