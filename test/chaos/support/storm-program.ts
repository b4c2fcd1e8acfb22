/** A storm as a program. Its argument is the run as JSON; it prints what was seen, as JSON. */

import { argv } from 'node:process';
import { storm } from './storm.ts';

console.log(JSON.stringify(await storm(JSON.parse(argv[2] ?? ''))));
