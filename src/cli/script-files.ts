/** The files of scripts that a scenario names, read beside it. */
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { ScenarioSource } from '../scenario/compile.ts';

/** A file of this size is no script. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** @param folder of the scenario. @param texts receives what is read, by the name that messages show. */
export function scriptReader(folder: string, texts: Map<string, string>): NonNullable<ScenarioSource['readFile']> {
  return (path) => {
    const file = isAbsolute(path) ? path : join(folder, path);
    try {
      if (statSync(file).size > LARGEST_BYTES) return { ok: false, reason: `It is larger than ${LARGEST_BYTES} bytes.` };
      const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
      texts.set(file, text);
      return { ok: true, file, text };
    } catch (error) {
      return { ok: false, reason: reasonOf(error as NodeJS.ErrnoException) };
    }
  };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'There is no such file.';
    case 'EISDIR':
      return 'It is a directory.';
    case 'EACCES':
    case 'EPERM':
      return 'Permission denied.';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'It is not UTF-8 text.';
    default:
      return error.message;
  }
}
