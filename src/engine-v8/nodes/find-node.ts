/** From what the user names to an executable: a major version or a path. */
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { KnownEngine } from '../real-engine.ts';
import { knowEngine, NotANode } from '../real-engine.ts';
import type { NodeCache } from './node-cache.ts';

export interface NodeSearch {
  readonly cache: NodeCache;
  /** The Node that runs this. */
  readonly running: { readonly path: string; readonly major: number };
  /** The variable PATH. */
  readonly searchPath: string;
}

/** Null: it has to be installed. A path is taken as it is. @throws NotANode when a path is none. */
export async function findNode(wanted: string, search: NodeSearch): Promise<KnownEngine | null> {
  const major = majorOf(wanted);
  if (major === null) return knowEngine(wanted);
  if (major === search.running.major) return knowEngine(search.running.path);
  const onPath = await executableOnPath(search.searchPath);
  if (onPath !== null) {
    const known = await knowEngine(onPath).catch((error: unknown) => {
      if (error instanceof NotANode) return null;
      throw error;
    });
    if (known?.engine.major === major) return known;
  }
  const installed = await search.cache.find(major);
  return installed === null ? null : knowEngine(installed.path);
}

/** `24`, `v24`, `node24`: a major version. Null: a path. */
export function majorOf(wanted: string): number | null {
  const digits = /^(?:node|v)?(\d{1,3})$/.exec(wanted)?.[1];
  return digits === undefined ? null : Number(digits);
}

async function executableOnPath(searchPath: string): Promise<string | null> {
  for (const directory of searchPath.split(delimiter).filter((each) => each !== '')) {
    const path = join(directory, process.platform === 'win32' ? 'node.exe' : 'node');
    const isFile = await stat(path).then((found) => found.isFile(), () => false);
    if (isFile && (await access(path, constants.X_OK).then(() => true, () => false))) return path;
  }
  return null;
}
