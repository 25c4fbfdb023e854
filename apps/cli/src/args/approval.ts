import { InvalidArgumentError, Option } from 'commander';
import { injectionModes } from './injection-modes.ts';

export type ApprovalArgument = (typeof injectionModes)[number][];

const isMode = (text: string): text is ApprovalArgument[number] => injectionModes.some((mode) => mode === text);

function modes(text: string): ApprovalArgument {
  const all = text.split(',').map((one) => one.trim());
  if (!all.every(isMode)) throw new InvalidArgumentError(`It has to be some of ${injectionModes.join(', ')}, with commas between.`);
  return all.filter(isMode);
}

export const approvalOption = (): Option =>
  new Option('--approval <modes>', 'injections that wait until somebody approves them, for example replace,positional').argParser(modes);
