/** One program in Node and here, with verified collections at every 7th allocation, young and full ones in turns. */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { program } from './arbitrary-program.ts';
import { runInNode, runScript } from './run-script.ts';

/** Instructions of a program at most; one that takes more is another one's turn. */
const MOST_STEPS = 200_000;

/** Many heaps are made. */
const SMALL = { 'max-old-space-size': 16 };

export function printsTheSame(source: string, preset: string, collectEvery = 7): void {
  const { output, failure } = runScript(source, { preset, flags: SMALL, collectEvery, idleMs: 1e8, steps: MOST_STEPS });
  fc.pre(failure?.kind !== 'step-limit');
  expect(failure).toBeNull();
  expect(output).toBe(runInNode(source));
}

/** So many programs; a failure prints seed and path, which replay it: `fc.assert(…, { seed, path })`. */
export function compareRandomPrograms(preset: string, numRuns: number): void {
  fc.assert(fc.property(program, (source) => printsTheSame(source, preset)), { numRuns });
}
