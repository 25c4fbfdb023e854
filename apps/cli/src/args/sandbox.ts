import { Option } from 'commander';

export const sandboxOption = (): Option =>
  new Option(
    '--sandbox <name>',
    'where work and checks run: docker, bubblewrap, process (not isolated), auto (the strongest that works here)',
  ).default('auto');
