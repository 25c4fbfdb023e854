import { Option } from 'commander';

/** A repository that is red already would let nothing land; tasks that begin with a failing test of their own want that. */
export const preExistingOption = (): Option =>
  new Option(
    '--pre-existing <what>',
    'checks that failed before the work and still fail: `allow` lets it land (the default), `fail` does not',
  ).choices(['allow', 'fail']);

export const landingOption = (): Option =>
  new Option('--landing <where>', '`branch-only`: work that passes waits on a branch of its own for a person').choices([
    'merge',
    'branch-only',
  ]);

export const noInvestigateOption = (): Option =>
  new Option('--no-investigate', 'an error that outlives all attempts is a person’s at once; usually it is investigated first');

export const duringReviewsOption = (): Option =>
  new Option('--during-reviews', 'tasks that do not wait for the one in question go on while a person is asked');
