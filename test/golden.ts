/** Comparison with files of expected output; UPDATE_GOLDEN=1 rewrites them, and `git diff` is then the review. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** @param folder URL with a slash at its end */
export function goldensIn(folder: URL): (name: string, text: string) => void {
  return (name, text) => {
    const file = new URL(name, folder);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, 'utf8'));
  };
}
