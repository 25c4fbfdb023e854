import { Option } from 'commander';

export const stopAfterOption = (): Option =>
  new Option('--stop-after <id>', 'halt after this task or group; may be given more than once').argParser(
    (id: string, before?: string[]) => [...(before ?? []), id],
  );
