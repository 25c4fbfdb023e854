export { type Engine, type EngineOptions, type LogLevel } from './engine.ts';
export { startEngine } from './start-engine.ts';
