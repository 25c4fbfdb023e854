export type {
  HeldProcess,
  HeldProcessOptions,
  OutputStream,
  RunOptions,
  RunResult,
  Sandbox,
  SandboxDriver,
  SandboxGuard,
  SandboxHealth,
  SandboxIdentity,
  SandboxImage,
  SandboxLimits,
  SandboxProbe,
  SandboxSpec,
  SandboxUsage,
} from './sandbox-port.ts';
export { type BubblewrapSandboxOptions, createBubblewrapSandboxDriver } from './bubblewrap/bubblewrap-sandbox-driver.ts';
export { type ProbedSandboxDriver, chooseSandboxDriver, requireSandboxGuards, sandboxDriversByStrength } from './choose-sandbox-driver.ts';
export { type DockerSandboxOptions, createDockerSandboxDriver } from './docker/docker-sandbox-driver.ts';
export { type RunnerImage, type RunnerImageOptions, buildRunnerImage } from './docker/runner-image.ts';
export type { WarmPoolOptions } from './enclosed/warm-pool.ts';
export { type ProcessSandboxOptions, createProcessSandboxDriver } from './process-sandbox-driver.ts';
export { type SandboxDriverOptions, getSandboxDriver, sandboxDrivers } from './sandbox-drivers.ts';
export { SandboxError, type SandboxErrorCode } from './sandbox-error.ts';
