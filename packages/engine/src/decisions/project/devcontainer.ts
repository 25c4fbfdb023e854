/** Where a repository may describe its development container, the first that is there. */
export const devcontainerPaths = ['.devcontainer/devcontainer.json', '.devcontainer.json'] as const;

/**
 * The image that a `devcontainer.json` names, or why none can be taken from it. Everything else in it is left alone: mounts, privileges, features and commands
 * are wishes to a machine that trusts its repository. A Dockerfile is not built, since that would run it outside of any sandbox.
 */
export function imageOfDevcontainer(text: string): { readonly image: string } | { readonly why: string } {
  const settings = parse(text);
  if (settings === undefined) return { why: 'it is not JSON with comments' };
  const { build, dockerComposeFile, dockerFile, image } = settings;
  if (typeof image === 'string' && image.trim() !== '') return { image: image.trim() };
  if (build !== undefined || dockerFile !== undefined)
    return { why: 'it names a Dockerfile, which is not built for you: build it, and name the image with --image' };
  if (dockerComposeFile !== undefined) return { why: 'it names services of compose, which are not started' };
  return { why: 'it names no image' };
}

const text = String.raw`("(?:\\.|[^"\\])*")`;
const comments = new RegExp(String.raw`${text}|//[^\n]*|/\*[\s\S]*?\*/`, 'g');
const lastCommas = new RegExp(String.raw`${text}|,(?=\s*[}\]])`, 'g');

function parse(source: string): Record<string, unknown> | undefined {
  const keep = (_: string, kept: string | undefined) => kept ?? '';
  try {
    const value: unknown = JSON.parse(
      source
        .replace(/^\uFEFF/, '')
        .replace(comments, keep)
        .replace(lastCommas, keep),
    );
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
