'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const root = join(__dirname, '..');
const faults = [];
for (const folder of ['lib', 'scripts', 'test']) {
  for (const name of readdirSync(join(root, folder)).filter((file) => file.endsWith('.js'))) {
    const path = `${folder}/${name}`;
    const code = readFileSync(join(root, path), 'utf8');
    if (!code.startsWith("'use strict';")) faults.push(`${path}:1: begins without 'use strict'`);
    try {
      new Script(`(function () {${code}\n})`, { filename: path });
    } catch (error) {
      faults.push(error.stack.split('\n')[0] + `: ${error.message}`);
    }
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
