/** A storm as a program. Its argument is the run as JSON; it prints what was seen, as JSON. */

import { argv, exit, stdout } from 'node:process';
import { storm } from './storm.ts';

// What a storm leaves open is told by what was seen; it must not keep the program alive.
stdout.write(JSON.stringify(await storm(JSON.parse(argv[2] ?? ''))), () => {
  exit();
});
