import { type ConformanceSubjects, openConformanceSubjects } from './conformance-subject.ts';
import { type PrivateEngine, openPrivateEngine } from './private-engine.ts';

/** Subjects of the docker driver on an engine of their own. */
export async function openDockerSubjects(): Promise<{ engine: PrivateEngine; subjects: ConformanceSubjects }> {
  const engine = await openPrivateEngine();
  const subjects = await openConformanceSubjects({
    name: 'docker',
    capabilities: { endsEscapeesAtDeadline: true, diesWithOwner: true },
    driverOptions: { engineSocket: engine.socket },
  });
  return { engine, subjects };
}
