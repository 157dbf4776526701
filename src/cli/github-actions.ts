/** What GitHub Actions tells the commands that it runs. */
import { relative, resolve, sep } from 'node:path';
import type { Environment } from './environment.ts';

export function isGithubActions(env: Environment): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/** Markdown appended to this file is shown on the page of the run. */
export function stepSummaryFile(env: Environment): string | null {
  const file = env['GITHUB_STEP_SUMMARY'];
  return file === undefined || file === '' ? null : file;
}

/** A longer summary is refused as a whole. */
export const LONGEST_SUMMARY_BYTES = 1024 * 1024;

/** Paths as annotations need them: from the root of the repository, with slashes. Anything outside it stays as it is. */
export function repositoryPathFrom(env: Environment, directory: string): (file: string) => string {
  const root = env['GITHUB_WORKSPACE'];
  return (file) => {
    if (!root) return file;
    const path = relative(root, resolve(directory, file));
    return path === '..' || path.startsWith(`..${sep}`) ? file : path.split(sep).join('/');
  };
}
