import { z } from 'zod';

const longest = 400;
/** What is too long is cut, not refused: another round with a slow model costs more than the end of a sentence. */
const text = z.string().transform((value) => {
  const trimmed = value.trim();
  return trimmed.length > longest ? `${trimmed.slice(0, longest).toWellFormed()}…` : trimmed;
});
const list = (most: number) => z.array(text).transform((values) => values.filter((value) => value !== '').slice(0, most));

/** Stands for a text in the form that a model is shown. */
export const exampleText = 'text';

/** What a model is asked for: data for fixed places of the prompt. It has no way to write a line of the prompt itself. */
export const Advice = z.object({
  /** The task in one or two sentences. */
  focus: text
    .refine((value) => value !== '', 'must not be empty')
    .refine((value) => value !== exampleText, 'must say what has to be true at the end, not repeat the example'),
  steps: list(8).refine((values) => values.length > 0, 'must name at least one step'),
  files: list(10),
  constraints: list(6),
  /** How to try the change, beyond the checks. */
  verification: list(6),
  whenItFails: list(6),
  complexity: z.enum(['simple', 'medium', 'complex']),
});
export type Advice = z.infer<typeof Advice>;

/**
 * The same as JSON Schema. Flat, with every field required and without lengths: servers turn it into a grammar, where long repetitions are slow or refused.
 * A test holds it against `Advice`.
 */
const strings = { type: 'array', items: { type: 'string' } };
export const adviceSchema = {
  type: 'object',
  properties: {
    focus: { type: 'string' },
    steps: strings,
    files: strings,
    constraints: strings,
    verification: strings,
    whenItFails: strings,
    complexity: { type: 'string', enum: ['simple', 'medium', 'complex'] },
  },
  required: ['focus', 'steps', 'files', 'constraints', 'verification', 'whenItFails', 'complexity'],
  additionalProperties: false,
} as const;

/** The problems with an answer in words that a model can act on; undefined if there are none. */
export function findProblems(value: unknown): string | undefined {
  const parsed = Advice.safeParse(value);
  if (parsed.success) return undefined;
  return parsed.error.issues
    .slice(0, 6)
    .map(({ message, path }) => `${path.length === 0 ? 'the answer' : path.join('.')}: ${message}`)
    .join('; ');
}
