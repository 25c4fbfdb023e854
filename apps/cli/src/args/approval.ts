import { injectionTypes } from '@devteam/api';
import { InvalidArgumentError, Option } from 'commander';

export type ApprovalArgument = (typeof injectionTypes)[number][];

const isMode = (text: string): text is ApprovalArgument[number] => injectionTypes.some((mode) => mode === text);

function modes(text: string): ApprovalArgument {
  const all = text.split(',').map((one) => one.trim());
  if (!all.every(isMode)) throw new InvalidArgumentError(`It has to be some of ${injectionTypes.join(', ')}, with commas between.`);
  return all.filter(isMode);
}

export const approvalOption = (): Option =>
  new Option('--approval <modes>', 'injections that wait until somebody approves them, for example replace,positional').argParser(modes);
