import { logFormat, parseLog } from '../parse/log.ts';
import { parseDiffTree } from '../parse/diff-tree.ts';
import { parseMergeTree } from '../parse/merge-tree.ts';
import type { GitCommand } from '../git-command.ts';
import type { ChangedFile, DiffText, LoggedCommit, MergeOutcome } from '../repository.ts';

const plainDiff = ['--no-ext-diff', '--no-textconv', '--no-color', '-M', '-r'];

export function changedFiles(base: string, commit: string): GitCommand<ChangedFile[]> {
  return {
    args: ['diff-tree', ...plainDiff, '-z', '--raw', '--no-abbrev', '--numstat', base, commit],
    parse: ({ stdout }) => parseDiffTree(stdout),
  };
}

export function patch(base: string, commit: string, maxBytes: number): GitCommand<DiffText> {
  return {
    args: ['diff-tree', ...plainDiff, '-p', base, commit],
    maxOutputBytes: maxBytes,
    cutsOutput: true,
    parse: ({ stdout, truncated }) => ({ text: stdout.toString('utf8'), truncated }),
  };
}

export function isAncestorOf(ancestor: string, commit: string): GitCommand<boolean> {
  return { args: ['merge-base', '--is-ancestor', ancestor, commit], answersWith: [1], parse: ({ exitCode }) => exitCode === 0 };
}

export function logCommits(range: { from?: string | undefined; to: string; limit: number }): GitCommand<LoggedCommit[]> {
  const commits = range.from === undefined ? [range.to] : [range.to, `^${range.from}`];
  return {
    args: ['log', '-z', `--format=tformat:${logFormat}`, '--encoding=UTF-8', `--max-count=${range.limit}`, ...commits, '--'],
    parse: ({ stdout }) => parseLog(stdout.toString('utf8')),
  };
}

export function mergeTrees(ours: string, theirs: string): GitCommand<MergeOutcome> {
  return {
    args: ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories', ours, theirs],
    answersWith: [1],
    parse: ({ stdout, exitCode }) => parseMergeTree(stdout, exitCode),
  };
}
