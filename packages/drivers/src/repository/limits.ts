export interface RepositoryLimits {
  /** Clone, fetch and push. */
  networkTimeoutSeconds: number;
  /** Any other git process. */
  localTimeoutSeconds: number;
  /** How long to wait for another process that works on the same mirror. */
  lockTimeoutSeconds: number;
  maxFiles: number;
  maxTotalBytes: number;
  maxFileBytes: number;
  /** Directories below one another. */
  maxDepth: number;
}

/** 200,000 files and 2 GB are what a checkout may cost at most; 100 MiB a file is what GitHub takes. */
export const defaultLimits: RepositoryLimits = {
  networkTimeoutSeconds: 900,
  localTimeoutSeconds: 300,
  lockTimeoutSeconds: 1200,
  maxFiles: 200_000,
  maxTotalBytes: 2 * 1024 ** 3,
  maxFileBytes: 100 * 1024 ** 2,
  maxDepth: 128,
};
