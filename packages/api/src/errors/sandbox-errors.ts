import { type CatalogueEntry, entry } from './entry.ts';

/** Where untrusted work runs. */
export const sandboxErrors = {
  sandbox_unknown: entry(
    422,
    2,
    'user',
    'There is no such sandbox',
    'the name is not one of those installed',
    [],
    'Use one of the names above.',
  ),
  sandbox_too_weak: entry(
    422,
    2,
    'user',
    'The sandbox cannot give what the project requires',
    'this driver does not enforce it on this machine',
    ['measured what each driver enforces here'],
    'Use the sandbox named above, install one that enforces it (`devteam doctor` says what is lacking), or require less.',
  ),
  sandbox_unavailable: entry(
    503,
    5,
    'infrastructure',
    'The sandbox does not work on this machine',
    'its program is missing, does not run, or may not do what it needs to',
    [],
    'Mend what is named above, or use another sandbox; `devteam doctor` shows which ones work.',
  ),
  image_unusable: entry(
    422,
    4,
    'user',
    'The image of the project cannot be used',
    'the container engine has none of this name',
    [],
    'Build or pull it on the machine of the worker, or name another one with `--image`.',
  ),
  sandbox_lost: entry(
    503,
    4,
    'infrastructure',
    'The sandbox ended while something ran in it',
    'somebody or something ended it from outside, or what ran in it killed what watches over it',
    ['threw away what was half done', 'began it again in another sandbox'],
    'Look whether somebody removes containers on this machine, or whether its memory is full.',
  ),
} satisfies Record<string, CatalogueEntry>;
