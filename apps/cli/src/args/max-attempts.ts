import { Option } from 'commander';
import { wholeNumber } from './whole-number.ts';

export const maxAttemptsOption = (): Option =>
  new Option('--max-attempts <n>', 'tries at a task before a person is asked (default: 3)').argParser(wholeNumber(1, 20));
