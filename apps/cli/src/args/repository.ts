import { Argument } from 'commander';

export const repositoryArgument = (): Argument => new Argument('<repository>', 'a path, or an address of https or ssh');
