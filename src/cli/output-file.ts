/** Files that appear whole or not at all: written beside their place, then renamed. */
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/** @throws UsageError when the file could not be created or replaced. */
export async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => null);
  if (existing?.isDirectory() === true) {
    throw new UsageError(`Cannot write ${path}: it is a directory.`, 'Name a file in it.');
  }
  const target = existing !== null && !existing.isFile() ? path : dirname(resolve(path));
  try {
    await access(target, constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** @throws UsageError; whatever was at `path` before is then still there. */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => null);
    // A pipe or a device is written to, never replaced.
    if (existing !== null && !existing.isFile()) {
      await writeFile(path, text);
      return;
    }
    const target = existing === null ? path : await realpath(path);
    const temporary = `${target}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, text, existing === null ? {} : { mode: existing.mode });
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new UsageError(`Cannot write ${path}: no such directory.`, `Create ${dirname(path)} first.`);
  if (code === 'ENOTDIR') return new UsageError(`Cannot write ${path}: ${dirname(path)} is not a directory.`);
  if (code === 'EACCES' || code === 'EPERM') return new UsageError(`Cannot write ${path}: permission denied.`);
  if (code === 'EROFS') return new UsageError(`Cannot write ${path}: the file system is read-only.`);
  if (code === 'ENOSPC') return new UsageError(`Cannot write ${path}: no space left.`);
  return new UsageError(`Cannot write ${path}: ${(error as Error).message}`);
}
