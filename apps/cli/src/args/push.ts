import { Option } from 'commander';

export const noPushOption = (): Option => new Option('--no-push', 'keep the work in the local copy, push nothing');
