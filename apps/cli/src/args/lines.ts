import { Option } from 'commander';
import { wholeNumber } from './whole-number.ts';

export const linesOption = (): Option =>
  new Option('--lines <n>', 'how many of the last lines (default: 200, with --since and --failed all)').argParser(
    wholeNumber(0, 1_000_000),
  );
