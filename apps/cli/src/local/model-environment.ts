import { readEnvironment } from '../config.ts';

/** Where models are reached: the environment, and an address that was given on the command line over it. */
export const modelEnvironment = (modelUrl: string | undefined): Readonly<Record<string, string | undefined>> =>
  modelUrl === undefined ? readEnvironment() : { ...readEnvironment(), DEVTEAM_MODEL_URL: modelUrl };
