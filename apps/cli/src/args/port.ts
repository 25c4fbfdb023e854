import { Option } from 'commander';
import { wholeNumber } from './whole-number.ts';

export const defaultPort = 4310;

/** 0: whichever is free. */
export const portOption = (): Option =>
  new Option('--port <port>', `where the page is served (default: ${defaultPort})`).argParser(wholeNumber(0, 65_535));
