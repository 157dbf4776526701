/** Files that appear whole or not at all: written beside their place, then renamed. */
import { rmSync } from 'node:fs';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Nobody may write it: who runs as root is not asked by the system, but meant it all the same. */
const WRITE_BITS = 0o222;

/** @throws UsageError when the file could not be created or replaced. */
export async function checkWritable(path: string): Promise<void> {
  const existing = await statIfAny(path);
  if (existing?.isDirectory() === true) {
    throw new UsageError(`Cannot write ${path}: it is a directory.`, 'Name a file in it.');
  }
  const directory = dirname(resolve(path));
  const targets = existing === null ? [directory] : existing.isFile() ? [path, directory] : [path];
  try {
    for (const target of targets) {
      const { mode } = await stat(target);
      if ((mode & WRITE_BITS) === 0) throw Object.assign(new Error(), { code: 'READ_ONLY' });
      await access(target, constants.W_OK);
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** @throws UsageError; whatever was at `path` before is then still there. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const file = new WholeFile(path);
  try {
    await file.append(text);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}

/** What a process that is ended at once would leave behind. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true });
});

/** A file that is written bit by bit and appears at its place when it is whole. Every failure is a UsageError. */
export class WholeFile {
  private readonly path: string;
  /** One append after the other, whoever waits for them. */
  private queue: Promise<void> = Promise.resolve();
  private opened: { readonly handle: FileHandle; readonly temporary: string | null; readonly target: string } | null = null;

  constructor(path: string) {
    this.path = path;
  }

  append(text: string): Promise<void> {
    const appended = this.queue.then(async () => {
      this.opened ??= await this.open();
      await this.opened.handle.appendFile(text);
    });
    // The failure belongs to who asked; what is queued behind it fails by itself.
    this.queue = appended.catch(() => undefined);
    return appended.catch((error: unknown) => {
      throw cannotWrite(this.path, error);
    });
  }

  async commit(): Promise<void> {
    await this.queue;
    try {
      this.opened ??= await this.open();
      const { handle, temporary, target } = this.opened;
      await handle.close();
      if (temporary !== null) {
        await rename(temporary, target);
        unfinished.delete(temporary);
      }
    } catch (error) {
      await this.discard();
      throw cannotWrite(this.path, error);
    }
  }

  /** Nothing is left of it. */
  async discard(): Promise<void> {
    await this.queue;
    await this.opened?.handle.close().catch(() => undefined);
    if (typeof this.opened?.temporary !== 'string') return;
    await rm(this.opened.temporary, { force: true });
    unfinished.delete(this.opened.temporary);
  }

  private async open() {
    const existing = await statIfAny(this.path);
    // A pipe or a device is written to, never replaced.
    if (existing !== null && !existing.isFile()) return { handle: await open(this.path, 'w'), temporary: null, target: this.path };
    const target = existing === null ? this.path : await realpath(this.path);
    const temporary = `${target}.${process.pid}.tmp`;
    unfinished.add(temporary);
    return { handle: await open(temporary, 'w', existing?.mode), temporary, target };
  }
}

/** At the end of a file that others write, too. @throws UsageError */
export async function appendTo(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'a' });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Null when nothing is there, or it cannot be seen. */
async function statIfAny(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

export function cannotWrite(path: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new UsageError(`Cannot write ${path}: no such directory.`, `Create ${dirname(path)} first.`);
  if (code === 'ENOTDIR') return new UsageError(`Cannot write ${path}: ${dirname(path)} is not a directory.`);
  if (code === 'EISDIR') return new UsageError(`Cannot write ${path}: it is a directory.`, 'Name a file in it.');
  if (code === 'EACCES' || code === 'EPERM') return new UsageError(`Cannot write ${path}: permission denied.`);
  if (code === 'READ_ONLY') return new UsageError(`Cannot write ${path}: it is read-only.`, `See who may write it: ls -ld ${path} ${dirname(path)}`);
  if (code === 'EROFS') return new UsageError(`Cannot write ${path}: the file system is read-only.`);
  if (code === 'ENOSPC') return new UsageError(`Cannot write ${path}: no space left.`);
  return new UsageError(`Cannot write ${path}: ${(error as Error).message}`);
}
