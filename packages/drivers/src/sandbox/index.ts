export type {
  OutputStream,
  RunOptions,
  RunResult,
  Sandbox,
  SandboxDriver,
  SandboxLimits,
  SandboxProbe,
  SandboxSpec,
} from './sandbox-port.ts';
export { type ProcessSandboxOptions, createProcessSandboxDriver } from './process-sandbox-driver.ts';
export { type SandboxDriverOptions, getSandboxDriver, sandboxDrivers } from './sandbox-drivers.ts';
export { SandboxError, type SandboxErrorCode } from './sandbox-error.ts';
