#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { callersFolder, loadConfig } from './config.ts';

// Paths that are typed mean what they mean to whoever types them.
process.chdir(callersFolder());
const config = loadConfig();
// Halves the time to the first line. Only in a folder of our own: what lies in the system's temporary folder may be somebody else's.
if (existsSync(config.home)) enableCompileCache(join(config.home, 'cache'));
// What libraries should do otherwise is not for the person who runs this.
process.noDeprecation = !config.debug;
const { runCommandLine } = await import('./command-line.ts');
await runCommandLine(config, process.argv.slice(2));
