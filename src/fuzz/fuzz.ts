/**
 * Random scenarios, one after the other, until one shows a bug: that one is made small.
 *
 * Each case has a seed of its own, the seed of the run plus its number, so it can be had again alone. Nothing here
 * looks at a clock: whoever runs it says when to stop, and the same seeds give the same findings.
 */
import fc from 'fast-check';
import { RecycledArrays } from '../base/array-source.ts';
import type { RunHooks } from '../engine/engine.ts';
import { compileScenario } from '../scenario/compile.ts';
import { minimise } from './minimise.ts';
import { drawnScenarios } from './moves.ts';
import { realise } from './realise.ts';
import type { ScenarioCase } from './scenario-case.ts';
import { scenarioText, stepsOfCase } from './scenario-case.ts';
import { runUnderWatch } from './watched-run.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Infinity = until `shouldStop`. */
  readonly runs: number;
  /** Names of presets; empty = all. */
  readonly presets: readonly string[];
  /** Asked between two runs of a scenario. `hasFailed`: one has, and is being made smaller. */
  readonly shouldStop: (hasFailed: boolean) => boolean;
  /** Asked within a run, every few milliseconds; stopped runs count for nothing. May wait. */
  readonly checkpoint?: NonNullable<RunHooks['checkpoint']>;
  /** After each run. May wait. */
  readonly onProgress?: (figures: FuzzFigures) => void | Promise<void>;
}

export interface FuzzFigures {
  /** Scenarios that were run to their end, without those that a failing one was made smaller with. */
  readonly cases: number;
  readonly steps: number;
  readonly collections: number;
  /** Cases that ended out of memory, which is an end like any other. */
  readonly outOfMemory: number;
  /** Runs of smaller and smaller scenarios; 0 while nothing has failed. */
  readonly tries: number;
}

export interface Finding {
  /** Of the case that failed. */
  readonly seed: number;
  readonly preset: string;
  /** What is wrong with the small scenario. */
  readonly message: string;
  readonly steps: number;
  /** Steps of the scenario that failed first. */
  readonly stepsAtFirst: number;
  /** The scenario, for a file. */
  readonly text: string;
}

export interface FuzzResult {
  readonly figures: FuzzFigures;
  readonly finding: Finding | null;
  readonly stopped: boolean;
}

/** Runs that fast-check may take to shrink a case, and those for taking steps away. */
const SHRINK_TRIES = 150;
const MINIMISE_TRIES = 1500;

type Verdict = 'sound' | 'failed' | 'unusable' | 'stopped';

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  return new Fuzzer(options).run();
}

class Fuzzer {
  private readonly options: FuzzOptions;
  private readonly figures = { cases: 0, steps: 0, collections: 0, outOfMemory: 0, tries: 0 };
  private readonly arrays = new RecycledArrays();
  private hasFailed = false;
  /** What is wrong with the cases that failed. */
  private readonly messages = new WeakMap<ScenarioCase, string>();

  constructor(options: FuzzOptions) {
    this.options = options;
  }

  async run(): Promise<FuzzResult> {
    const { seed, runs, shouldStop } = this.options;
    for (let number = 0; number < runs && !shouldStop(false); number++) {
      const failing = await this.runCase(seed + number);
      if (failing !== null) return { figures: this.figures, finding: await this.makeSmall(failing, seed + number), stopped: shouldStop(true) };
    }
    return { figures: this.figures, finding: null, stopped: shouldStop(false) };
  }

  /** The case of this seed, shrunk by fast-check if it fails; null if it does not. */
  private async runCase(seed: number): Promise<{ readonly first: ScenarioCase; readonly shrunk: ScenarioCase } | null> {
    const failing: ScenarioCase[] = [];
    let tried = 0;
    const property = fc.asyncProperty(drawnScenarios(this.options.presets), async (drawn) => {
      // Passing ends the shrinking.
      if (this.figures.tries >= SHRINK_TRIES) return;
      const candidate = realise(drawn);
      if (++tried > 1) this.figures.tries++;
      if ((await this.attempt(candidate, tried === 1)) !== 'failed') return;
      failing.push(candidate);
      throw new Error('failed');
    });
    await fc.check(property, { seed, numRuns: 1 });
    const [first] = failing;
    return first === undefined ? null : { first, shrunk: failing.at(-1) ?? first };
  }

  private async makeSmall({ first, shrunk }: { readonly first: ScenarioCase; readonly shrunk: ScenarioCase }, seed: number): Promise<Finding> {
    const small = await minimise(shrunk, async (candidate) => {
      this.figures.tries++;
      return (await this.attempt(candidate, false)) === 'failed';
    }, MINIMISE_TRIES);
    return {
      seed,
      preset: small.v8,
      message: this.messages.get(small) ?? '',
      steps: stepsOfCase(small),
      stepsAtFirst: stepsOfCase(first),
      text: scenarioText(small, [`Found by heapstress fuzz --seed ${String(seed)} --runs 1: ${this.messages.get(small) ?? ''}`]),
    };
  }

  private async attempt(candidate: ScenarioCase, counts: boolean): Promise<Verdict> {
    const { shouldStop, checkpoint, onProgress } = this.options;
    if (shouldStop(this.hasFailed)) return 'stopped';
    const compiled = compileScenario({ text: scenarioText(candidate), file: 'fuzz.yaml' });
    if (!compiled.ok) return 'unusable';
    const outcome = await runUnderWatch(compiled.program, checkpoint === undefined ? {} : { checkpoint }, this.arrays);
    await onProgress?.(this.figures);
    if (!outcome.sound) {
      this.hasFailed = true;
      this.messages.set(candidate, outcome.message);
      return 'failed';
    }
    if (counts && outcome.result.status !== 'interrupted') {
      this.figures.cases++;
      this.figures.steps += outcome.steps;
      this.figures.collections += outcome.collections;
      if (outcome.result.status === 'out-of-memory') this.figures.outOfMemory++;
    }
    return 'sound';
  }
}
