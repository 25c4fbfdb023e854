#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from '../src/run.js';

const { lines, exitCode } = run(process.argv.slice(2), (file) => readFileSync(file, 'utf8'));
for (const line of lines) console.log(line);
process.exitCode = exitCode;
