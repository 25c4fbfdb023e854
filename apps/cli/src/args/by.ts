import { Option } from 'commander';

/** Whose doing it is; everything that people ask for is kept with a name. */
export const byOption = (what = 'who does it'): Option => new Option('--by <name>', `${what} (default: your login)`);
