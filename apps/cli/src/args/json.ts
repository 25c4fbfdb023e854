import { Option } from 'commander';

export const jsonOption = (what = 'write JSON for programs to standard output'): Option => new Option('--json', what);
