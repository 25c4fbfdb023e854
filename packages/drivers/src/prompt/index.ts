export {
  type ConstructedPrompt,
  type FallBack,
  type LastFailure,
  type ModelShare,
  type PromptConstructor,
  type PromptContext,
  type PromptOptions,
  type PromptSection,
  type TaskResult,
  requiredSections,
} from './prompt-port.ts';
export type { HypothesisQuestion, SuggestedHypotheses } from './hypothesis-port.ts';
export { PromptError, type PromptErrorCode } from './prompt-error.ts';
export {
  type PromptConstructors,
  type PromptConstructorsOptions,
  getPromptConstructor,
  openPromptConstructors,
  promptConstructors,
} from './prompt-constructors.ts';
export { type ModelSettings, modelSettingsOf, readModelSettings } from './model-settings.ts';
export type { ModelHostReport, ModelHostState } from './health/probe-model-host.ts';
export {
  type HealthPolicy,
  type NextStep,
  type Observation,
  type ServiceHealth,
  type ServiceState,
  describeHealth,
  isWorthAsking,
  noteRestart,
  observe,
  unknownHealth,
  usualHealthPolicy,
  withWaiting,
} from './health/service-health.ts';
export { type ServiceWatch, type WatchedService, watchService } from './health/watch-service.ts';
export type { ServiceRestarter } from './health/restart/restart-port.ts';
export { inspectModelHosts, pullPromptModel } from './inspect-model-hosts.ts';
export type { PullProgress } from './pull-model.ts';
