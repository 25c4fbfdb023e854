import { SandboxError } from '../sandbox-error.ts';
import type { SandboxImage } from '../sandbox-port.ts';
import { type EngineClient, EngineRefusal } from './engine-client.ts';
import { hostFolders, prepareHostImage } from './host-image.ts';

/** What containers of one image are made with. */
export interface ImageGround {
  /** What the engine is asked for. */
  readonly image: string;
  readonly hostFolders: readonly string[];
  /** For receipts; null where the programs are this machine's. */
  readonly identity: SandboxImage | null;
}

/**
 * A name may mean another image tomorrow, so it is looked up for each sandbox, and the sandbox is made of what was found. Nothing is downloaded: that is for
 * people, who see what comes. Throws `image_unusable` if the engine has no image of that name.
 */
export async function findImage(engine: EngineClient, name: string): Promise<ImageGround> {
  if (name === 'host') return { image: await prepareHostImage(engine), hostFolders: hostFolders(), identity: null };
  try {
    const { Id } = await engine.call<{ Id: string }>('GET', `/images/${encodeURIComponent(name)}/json`);
    const digest = Id.startsWith('sha256:') ? Id : `sha256:${Id}`;
    return { image: digest, hostFolders: [], identity: { name, digest } };
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.status >= 500) throw error;
    throw new SandboxError(
      'image_unusable',
      `The engine at ${engine.socket} has no image called ${JSON.stringify(name)}: build or pull it there.`,
      {
        cause: error,
      },
    );
  }
}
