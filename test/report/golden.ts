/** Compares with a file of test/report/golden; UPDATE_GOLDEN=1 rewrites it, and `git diff` is then the review. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

export function expectGolden(name: string, text: string): void {
  const url = new URL(`golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(url, text);
  expect(text).toBe(readFileSync(url, 'utf8'));
}
