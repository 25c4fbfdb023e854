import { Argument } from 'commander';

export const projectArgument = (): Argument =>
  new Argument('<project>', 'its id, or the end of it if only one project has that (see `devteam projects list`)');
