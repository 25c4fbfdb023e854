import { Option } from 'commander';

/** Of whom something is said: one of these, or nobody in particular. */
export interface ScopeOptions {
  customer?: string;
  project?: string;
}

export const ofCustomerOption = (): Option => new Option('--customer <id>', 'of this customer').conflicts(['project', 'lane']);
export const ofProjectOption = (): Option =>
  new Option('--project <project>', 'of this project: its id, or the end of it').conflicts(['customer', 'lane']);
