import type { Project } from '../store/index.ts';
import { agentOf } from './equipment.ts';

/** Recorded changes read no prompt, so no model need write one. */
export const promptConstructorOf = ({ executor, settings }: Pick<Project, 'executor' | 'settings'>): string =>
  settings.promptConstructor ?? (agentOf(executor) === undefined ? 'template' : 'ollama');
