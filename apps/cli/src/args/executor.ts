import { Option } from 'commander';

/** What there is only the engine knows; it names them when this is none of them. */
export const executorOption = (): Option => new Option('--executor <name>', 'what changes the code').default('replay');
