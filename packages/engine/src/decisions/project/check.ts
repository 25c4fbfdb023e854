/** A command that must end with exit code 0. */
export interface Check {
  readonly name: string;
  /** Run by `sh -c` in the top folder. */
  readonly command: string;
  readonly timeoutSeconds: number;
  /** `install` comes before all others and says nothing about the work; if it fails, nothing was checked. */
  readonly kind: 'install' | 'build' | 'test';
  /** File below the top folder with its report of tests; without one, the report is in what it prints. */
  readonly report?: string | undefined;
}

export const defaultTimeoutSeconds = 600;

export const check = (kind: Check['kind'], command: string): Check => ({
  name: kind,
  command,
  timeoutSeconds: defaultTimeoutSeconds,
  kind,
});
