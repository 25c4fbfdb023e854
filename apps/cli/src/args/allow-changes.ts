import { Option } from 'commander';

export const allowChangesOption = (): Option =>
  new Option('--allow-changes <pattern...>', 'protected paths (CI, hooks, settings of agents) that work may change without a person');
