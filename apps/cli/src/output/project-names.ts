/** What projects are called in a line: the last part of the id where that is enough to tell them apart. */
export function shortNames(projectIds: readonly string[]): Map<string, string> {
  const last = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
  const counts = new Map<string, number>();
  for (const id of projectIds) counts.set(last(id), (counts.get(last(id)) ?? 0) + 1);
  return new Map(projectIds.map((id) => [id, counts.get(last(id)) === 1 ? last(id) : id]));
}
