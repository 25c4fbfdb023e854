import { execFileSync } from 'node:child_process';
import { createEngineClient } from '../docker/engine-client.ts';
import { findProgram } from '../host-programs.ts';

const programs = ['sh', 'cat', 'ls', 'sleep', 'mkdir', 'cp', 'sed', 'grep', 'true'];

/** Gives the engine an image of a few programs of this machine and the libraries that Node needs: some megabytes, no registry. Resolves to its digest. */
export async function giveSmallImage(engineSocket: string, name: string): Promise<string> {
  const found = programs.flatMap((program) => findProgram(program) ?? []);
  const libraries = [process.execPath, ...found].flatMap(
    (program) => execFileSync(findProgram('ldd') ?? '', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [],
  );
  const paths = [...new Set([...found, ...libraries.filter((path) => !path.endsWith(':'))])];
  // Where `/bin` and `/lib` are links into `/usr`, they are folders in the image: each program is found where it was.
  const archive = execFileSync('tar', ['--create', '--dereference', '--absolute-names', '--transform=s,^/,,', ...paths], {
    maxBuffer: 1 << 28,
  });
  const engine = createEngineClient(engineSocket);
  await engine.call('POST', `/images/create?fromSrc=-&repo=${encodeURIComponent(name)}`, archive);
  const { Id } = await engine.call<{ Id: string }>('GET', `/images/${encodeURIComponent(name)}/json`);
  return Id;
}
