/**
 * A failing scenario → a small one that fails too, by taking things away as long as it still does.
 *
 * In rounds until nothing helps: runs of steps, longest first; blocks, leaving what is inside; settings; arguments;
 * numbers. Whatever refers to something taken away goes with it.
 * Invariant: the result fails; the tries are counted, so that the same failure always ends in the same scenario.
 */
import type { ScenarioCase, StepData } from './scenario-case.ts';
import { innerSteps, stepKey, stepsOfCase, withInnerSteps } from './scenario-case.ts';

/** Whether the scenario still shows a bug. */
export type StillFails = (candidate: ScenarioCase) => Promise<boolean>;

export async function minimise(failing: ScenarioCase, stillFails: StillFails, mostTries: number): Promise<ScenarioCase> {
  const search = new Search(failing, stillFails, mostTries);
  await search.run();
  return search.best;
}

class Search {
  best: ScenarioCase;
  private triesLeft: number;
  private readonly stillFails: StillFails;

  constructor(failing: ScenarioCase, stillFails: StillFails, mostTries: number) {
    this.best = failing;
    this.stillFails = stillFails;
    this.triesLeft = mostTries;
  }

  async run(): Promise<void> {
    let before: ScenarioCase;
    do {
      before = this.best;
      await this.dropSteps();
      await this.dropSettings();
      await this.simplifyArguments();
    } while (this.best !== before && this.triesLeft > 0);
  }

  /** Until every step that is left matters: only then are their arguments worth a try. */
  private async dropSteps(): Promise<void> {
    let before: ScenarioCase;
    do {
      before = this.best;
      await this.dropRuns();
      await this.flattenBlocks();
    } while (this.best !== before && this.triesLeft > 0);
  }

  private async accept(candidate: ScenarioCase): Promise<boolean> {
    if (this.triesLeft <= 0) return false;
    this.triesLeft--;
    const whole = withoutDangling(candidate);
    if (stepsOfCase(whole) === 0 || !(await this.stillFails(whole))) return false;
    this.best = whole;
    return true;
  }

  /** Halves, quarters, … single steps, of every list of steps; from the end, because it is the end that fails. */
  private async dropRuns(): Promise<void> {
    for (let length = Math.max(1, this.best.steps.length >> 1); length >= 1; length = length === 1 ? 0 : length >> 1) {
      for (let from = this.best.steps.length - length; from > -length; from -= length) {
        const start = Math.max(0, from);
        await this.accept({ ...this.best, steps: this.best.steps.toSpliced(start, from + length - start) });
      }
    }
    await this.editSteps((step) => {
      const inner = innerSteps(step);
      return inner === null || inner.length < 2 ? [] : inner.map((_, index) => [withInnerSteps(step, inner.toSpliced(index, 1))]);
    });
  }

  private async flattenBlocks(): Promise<void> {
    await this.editSteps((step) => {
      const inner = innerSteps(step);
      return inner === null ? [] : [inner];
    });
  }

  private async dropSettings(): Promise<void> {
    if (Object.keys(this.best.procedures).length > 0) await this.accept({ ...this.best, procedures: {} });
    if (this.best.baseline !== 'empty') await this.accept({ ...this.best, baseline: 'empty' });
    if (this.best.seed !== 1) await this.accept({ ...this.best, seed: 1 });
    for (const name of Object.keys(this.best.flags)) {
      const { [name]: _, ...flags } = this.best.flags;
      await this.accept({ ...this.best, flags });
    }
  }

  private async simplifyArguments(): Promise<void> {
    await this.editSteps((step) => {
      const key = stepKey(step);
      return simplerValues(step[key], key).map((simpler) => [{ [key]: simpler }]);
    });
  }

  /** Tries for each step in turn, the last first, what may stand in its place. */
  private async editSteps(alternatives: (step: StepData) => readonly (readonly StepData[])[]): Promise<void> {
    for (let index = this.best.steps.length - 1; index >= 0; index--) {
      for (let helped = true; helped && this.triesLeft > 0; ) {
        helped = false;
        const step = this.best.steps[index];
        if (step === undefined) break;
        for (const instead of alternatives(step)) {
          const length = this.best.steps.length;
          helped = await this.accept({ ...this.best, steps: this.best.steps.toSpliced(index, 1, ...instead) });
          if (helped && this.best.steps.length !== length) helped = false;
          if (helped) break;
        }
      }
    }
  }
}

/** Keys without which the step means something else, or nothing. */
const NEEDED: ReadonlySet<string> = new Set(['as', 'type', 'steps', 'from', 'to', 'weak', 'object', 'handle', 'registry', 'map', 'key', 'target', 'space', 'kind', 'objects']);

/** Values that are simpler than this one by one thing, the boldest first. */
function simplerValues(value: unknown, key: string): readonly unknown[] {
  if (typeof value === 'number') return simplerNumbers(value, key);
  if (typeof value === 'string') return simplerText(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const shorter = items.length > 1 && key === 'objects' ? items.map((_, index) => items.toSpliced(index, 1)) : [];
    return [...shorter, ...items.flatMap((item, index) => simplerValues(item, key).map((simpler) => items.with(index, simpler)))];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const without = entries.filter(([name]) => !NEEDED.has(name)).map(([dropped]) => Object.fromEntries(entries.filter(([name]) => name !== dropped)));
  const simpler = entries.flatMap(([name, inner]) => (name === 'steps' ? [] : simplerValues(inner, name).map((instead) => ({ ...value, [name]: instead }))));
  return [...without, ...simpler];
}

function simplerNumbers(value: number, key: string): readonly number[] {
  const least = key === 'slot' || key === 'leave' || key === 'after' ? 0 : 1;
  return [...new Set([least, value >> 2, value >> 1, value - 1])].filter((simpler) => simpler >= least && simpler < value);
}

function simplerText(value: string): readonly string[] {
  const kilobytes = /^(\d+)KiB$/.exec(value)?.[1];
  return kilobytes === undefined ? [] : simplerNumbers(Number(kilobytes), 'bytes').map((simpler) => `${String(simpler)}KiB`);
}

// ── References ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a step makes a name. */
const MAKES = 'as';
/** Where steps name what must have been made. */
const USES: ReadonlySet<string> = new Set(['from', 'to', 'object', 'handle', 'registry', 'map', 'key', 'value', 'target', 'token']);
const USES_BARE: ReadonlySet<string> = new Set(['keep', 'drop', 'evacuate', 'escape', 'reset']);

/** Steps that name what nothing makes any more would be mistakes; so would callbacks that are no procedures. */
function withoutDangling(one: ScenarioCase): ScenarioCase {
  const made = new Set<string>();
  const keep = (steps: readonly StepData[]): readonly StepData[] =>
    steps.flatMap((step): readonly StepData[] => {
      const inner = innerSteps(step);
      if (inner !== null) {
        const kept = keep(inner);
        return kept.length === 0 ? [] : [kept.length === inner.length && kept.every((each, index) => each === inner[index]) ? step : withInnerSteps(step, kept)];
      }
      const key = stepKey(step);
      const body = step[key];
      const uses = namesUsed(key, body);
      if (uses.some((name) => !made.has(name))) return [];
      if (typeof body === 'object' && body !== null && MAKES in body) made.add(String(body.as));
      const callback = typeof body === 'object' && body !== null && 'callback' in body ? String(body.callback) : 'record';
      if (callback === 'record' || callback in one.procedures) return [step];
      const { callback: _, ...rest } = body as Readonly<Record<string, unknown>>;
      return [{ [key]: rest }];
    });
  return { ...one, steps: keep(one.steps) };
}

function namesUsed(key: string, body: unknown): readonly string[] {
  if (USES_BARE.has(key)) return [String(body)];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => (USES.has(name) && typeof value === 'string' ? [value] : []));
}
