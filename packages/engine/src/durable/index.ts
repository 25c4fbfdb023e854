export { type Engine, type EngineOptions, type LogLevel } from './engine.ts';
export { type DriverFact, driverLabel, inspectDrivers } from './drivers-at-hand.ts';
export { type Metrics, readMetrics } from './metrics.ts';
export type { NewInjection } from './injections/new-injection.ts';
export { readReceiptTests } from './receipt-tests.ts';
export { startEngine } from './start-engine.ts';
export { type GivenAnswer } from './given-answer.ts';
export { type Pace, usualPace } from './pace.ts';
export type { InspectedRepository } from './preflight/inspected-repository.ts';
export { type Undone } from './undone.ts';
export { type ReceiptCheck, type ReceiptChoice } from './receipt-check.ts';
export { anySandbox } from './equipment.ts';
export { type Lack, findLacks } from './find-lacks.ts';
export { type ModelSource, modelSourceOf } from './model-source.ts';
export {
  type ModelSettings as PromptModelSettings,
  inspectModelHosts,
  modelSettingsOf as promptModelSettingsOf,
  pullPromptModel,
} from '@devteam/drivers/prompt';
export { installAgent } from '@devteam/drivers/executor';
export { isPublicAddress } from '@devteam/drivers/gateway';
