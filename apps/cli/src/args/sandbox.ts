import { Option } from 'commander';

export const sandboxOption = (): Option => new Option('--sandbox <name>', 'where work and checks run').default('process');
