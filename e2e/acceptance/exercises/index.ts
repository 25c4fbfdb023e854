import type { Exercise } from './exercise.ts';
import { goExercises } from './go.ts';
import { javascriptExercises } from './javascript.ts';
import { pythonExercises } from './python.ts';

export type { Exercise, Files } from './exercise.ts';

export const exercises: readonly Exercise[] = [...javascriptExercises, ...pythonExercises, ...goExercises];

export function getExercise(name: string): Exercise {
  const exercise = exercises.find((each) => each.name === name);
  if (!exercise) throw new Error(`There is no exercise ${name}; there are: ${exercises.map((each) => each.name).join(', ')}`);
  return exercise;
}
