import { Option } from 'commander';

export const defaultHost = '127.0.0.1';

export const hostOption = (): Option =>
  new Option('--host <host>', `address to listen on; anything but this machine opens it to others (default: ${defaultHost})`);
