/** What a recorded program does besides its workload, by version. */
import type { Baseline } from '../../src/flags/presets/preset.ts';
import type { CompilationBudget } from './interpreted-loop.ts';

export interface Surroundings {
  /** When a loop is compiled; null: never. Interpreted code puts 16 bytes behind array and object literals. */
  readonly compilation: CompilationBudget | null;
  /** Of what a fresh process has on its heap: what comes there only after the program has made its tables. */
  readonly later: Pick<Baseline, 'youngBytes' | 'youngLiveBytes' | 'oldBytes'>;
}

/** `later`: by the one workload whose tables make a scavenge before its first step (gen3); it concerns all that do. */
export const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  '11.3': { compilation: null, later: { youngBytes: 64_888, youngLiveBytes: 40_184, oldBytes: 0 } },
  '12.4': { compilation: null, later: { youngBytes: 79_584, youngLiveBytes: 39_984, oldBytes: 73_728 } },
  '13.6': { compilation: { perFunctionByte: 10_550, perJump: 3.2, keepsRoots: true }, later: { youngBytes: 88_000, youngLiveBytes: 45_544, oldBytes: 73_728 } },
  '14.6': { compilation: { perFunctionByte: 16_330, perJump: 2.5, keepsRoots: false }, later: { youngBytes: 91_400, youngLiveBytes: 46_808, oldBytes: 79_872 } },
};
