/** Nodes that tests may run: the one they run in, those in HEAPSTRESS_NODES (paths separated like those of PATH), and those on PATH. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const NODE_VERSIONS = [20, 22, 24, 26] as const;

/** An executable for each major version that there is. */
export function findNodes(): ReadonlyMap<number, string> {
  const named = (process.env['HEAPSTRESS_NODES'] ?? '').split(delimiter).filter((path) => path !== '');
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((directory) => ['node', ...NODE_VERSIONS.map((version) => `node${String(version)}`)].map((name) => join(directory, name)));
  const found = new Map<number, string>();
  for (const executable of [process.execPath, ...named, ...onPath]) {
    if (!existsSync(executable)) continue;
    const major = majorOf(executable);
    if (!found.has(major)) found.set(major, executable);
  }
  return found;
}

function majorOf(executable: string): number {
  const { stdout } = spawnSync(executable, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)\./.exec(stdout)?.[1] ?? 0);
}
