import { InvalidArgumentError } from 'commander';

/** Parser of a whole number within bounds, which says them when it is not. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
    return value;
  };
