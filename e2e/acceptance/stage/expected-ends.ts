import type { ScenarioName } from '../model-server/scenarios.ts';

export interface ExpectedEnd {
  readonly scenario: ScenarioName;
  readonly exercise: string;
  /** `ended | failure | tests | requests`, as `rowOf` tells it. */
  readonly row: string;
  /** Played in small runs too. */
  readonly isDaily: boolean;
}

/** Reads a table as it stands in a test: one line a scenario, columns between bars; `*` in the first column is played in small runs too. */
export function expectedEnds(table: string): ExpectedEnd[] {
  const [, , ...lines] = table.trim().split('\n');
  return lines.map((line) => {
    const [isDaily = '', scenario = '', exercise = '', ...row] = line.split('|').map((cell) => cell.trim());
    return { isDaily: isDaily === '*', scenario: scenario as ScenarioName, exercise, row: row.join(' | ') };
  });
}
