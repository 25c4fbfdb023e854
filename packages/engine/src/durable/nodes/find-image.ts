import { CodedError } from '@devteam/api';
import { devcontainerPaths, imageOfDevcontainer } from '../../decisions/project/devcontainer.ts';
import type { NodeContext } from './node-context.ts';

const mostBytes = 1024 * 1024;

/**
 * The image for sandboxes of work on this commit: that of the project's settings, or where these allow it the one that the repository names; undefined for the
 * driver's own. A file that decides it is protected, so no agent changes it without a person. Throws `image_unusable`.
 */
export async function findImage({ project, repository }: NodeContext, commit: string, signal: AbortSignal): Promise<string | undefined> {
  const { devcontainer = false, image } = project.settings;
  if (image !== undefined || !devcontainer) return image;
  for (const path of devcontainerPaths) {
    const bytes = await repository.readFile(commit, path, { maxBytes: mostBytes, signal });
    if (bytes === undefined) continue;
    const found = imageOfDevcontainer(new TextDecoder().decode(bytes));
    if ('why' in found) throw new CodedError('image_unusable', { place: path, why: found.why });
    return found.image;
  }
  throw new CodedError('image_unusable', { place: devcontainerPaths[0], why: 'the repository has no such file' });
}
