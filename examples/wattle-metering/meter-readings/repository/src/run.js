import { findFaults } from './faults.js';

const commands = {
  validate: (readings) => [`${readings.length} readings are fine`],
};

/** What the program prints for these arguments, and its exit code: 0 done, 1 the readings are faulty, 2 called wrongly. */
export function run(args, readText) {
  const [name, file] = args;
  const command = commands[name];
  if (!command || !file) return { lines: [`usage: meter-readings ${Object.keys(commands).join('|')} FILE`], exitCode: 2 };
  const readings = JSON.parse(readText(file));
  const faults = findFaults(readings);
  if (faults.length > 0) return { lines: faults, exitCode: 1 };
  return { lines: command(readings), exitCode: 0 };
}
