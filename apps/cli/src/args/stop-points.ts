import type { StopPlace } from '@devteam/api';
import { type Command, Option } from 'commander';

export interface StopOptions {
  stopAfter?: string[];
  stopBefore?: string[];
  stopBeforeMerge?: string[];
}

const several = (flag: string, what: string): Option =>
  new Option(`${flag} <id>`, `${what}; may be given more than once`).argParser((id: string, before?: string[]) => [...(before ?? []), id]);

/** Where an execution shall halt by itself, said with its start. */
export const addStopOptions = (command: Command): Command =>
  command
    .addOption(several('--stop-after', 'halt after this task or group'))
    .addOption(several('--stop-before', 'halt before this task or group is begun'))
    .addOption(several('--stop-before-merge', 'wait with the work of this task or group done and verified, before it reaches the branch'));

export const stopPointsOf = ({ stopAfter = [], stopBefore = [], stopBeforeMerge = [] }: StopOptions): StopPlace[] => {
  const of = (when: 'before' | 'after' | 'before_merge', targets: readonly string[]) => targets.map((target) => ({ when, target }));
  return [...of('after', stopAfter), ...of('before', stopBefore), ...of('before_merge', stopBeforeMerge)];
};
