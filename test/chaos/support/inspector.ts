/** Compares pages with what has to be on them, after every poll. */

import { parseExposition } from '../../support/exposition.ts';
import { linesByTarget, linesOf, type Lines } from './page.ts';
import { START_MS, type Room } from './room.ts';
import type { Watched } from './tally.ts';
import type { Watch } from './watch.ts';

/** Diagnoses become stale in their own time. */
function isOwn(line: string): boolean {
  return !line.startsWith('alicloud_vpn_tunnel_failure_');
}

/** The lines that two looks at a target do not share. */
function difference(first: Lines | undefined, second: Lines): readonly string[] {
  return (['state', 'target', 'requests'] as const).flatMap((part) => {
    const [before, now] = [first?.[part] ?? [], second[part]];
    if (before.length === now.length && now.every((text, at) => text === before[at])) return [];
    const [left, right] = [new Set(linesOf(...before)), new Set(linesOf(...now))];
    return [
      ...[...right].filter((line) => !left.has(line)).map((line) => `new: ${line}`),
      ...[...left].filter((line) => !right.has(line) && isOwn(line)).map((line) => `gone: ${line}`),
    ];
  });
}

/** Every so many pages a strict reader looks at the whole of one. */
const STRICT_EVERY = 500;

/** Looks at page after page. */
export class PageInspector {
  readonly #room: Room;
  readonly #watch: Watch;
  #before: ReadonlyMap<string, Lines> = new Map();
  #beforeMs = START_MS;
  /** Pages so far. */
  pages = 0;
  /** How often something of a target became too old to be shown. */
  expiries = 0;

  constructor(room: Room, watch: Watch) {
    this.#room = room;
    this.#watch = watch;
  }

  /** Looks at everything; what nothing happened to has to be the same to the byte. */
  async inspect(): Promise<readonly string[]> {
    const nowMs = this.#room.clock.now();
    const page = await this.#room.page();
    this.pages += 1;
    if (this.pages % STRICT_EVERY === 0) parseExposition(page);
    const lines = linesByTarget(page);
    const wrong = [...this.#watch.targets].flatMap(([name, watched]) =>
      this.#look(watched, this.#before.get(name), lines.get(name), nowMs).map(
        (fault) => `${name}: ${fault}`,
      ),
    );
    this.#before = lines;
    this.#beforeMs = nowMs;
    return wrong;
  }

  #look(
    watched: Watched,
    before: Lines | undefined,
    lines: Lines | undefined,
    nowMs: number,
  ): readonly string[] {
    watched.hasPolled = false;
    if (lines === undefined) return ['nothing is said of it'];
    if (watched.model.isAtEdge(nowMs)) {
      watched.isChanged = true;
      return [];
    }
    const isDue = watched.model.staleMs(this.#beforeMs) < nowMs;
    if (isDue) this.expiries += 1;
    if (!watched.isChanged && !isDue) return difference(before, lines);
    watched.isChanged = false;
    return watched.model.faults(lines, nowMs);
  }
}
