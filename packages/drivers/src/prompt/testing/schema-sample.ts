/** The least that fits a JSON Schema of the plain kind that models are given: objects, arrays, texts, numbers, enums. */
export function schemaSample(schema: unknown): unknown {
  const { type, properties, items, minItems, ...rest } = (schema ?? {}) as Record<string, unknown>;
  if (Array.isArray(rest['enum'])) return rest['enum'][0];
  if (type === 'object')
    return Object.fromEntries(
      Object.entries((properties ?? {}) as Record<string, unknown>).map(([name, each]) => [name, schemaSample(each)]),
    );
  if (type === 'array') return Array.from({ length: Math.max(1, Number(minItems ?? 0)) }, () => schemaSample(items));
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  return 'a text of the model';
}
