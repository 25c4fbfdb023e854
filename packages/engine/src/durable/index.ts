export { type Engine, type EngineOptions, type LogLevel } from './engine.ts';
export { type DriverFact, driverLabel, inspectDrivers } from './drivers-at-hand.ts';
export { startEngine } from './start-engine.ts';
