import { Option } from 'commander';

export const branchOption = (): Option => new Option('--branch <branch>', 'work on this branch (default: the one the repository names)');
