/** Removes dist/, so that no module of a deleted source survives a build. */
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
