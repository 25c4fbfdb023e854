import { createHash } from 'node:crypto';
import type { Project } from '../store/index.ts';

/** Of what is kept for a project and address: a project that moves to another repository gets another folder. */
export const projectFolderName = ({ id, repositoryUrl }: Pick<Project, 'id' | 'repositoryUrl'>): string => {
  const digest = createHash('sha256').update(`${id}\n${repositoryUrl}`).digest('hex').slice(0, 16);
  return `${id.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${digest}`;
};
