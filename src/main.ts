#!/usr/bin/env node
/** The program: arguments, configuration, wiring, signals. The only user of process.*. */

process.exitCode = 2;
