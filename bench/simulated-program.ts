/** A scenario of one workload as a program that drives the compiled simulator and measures the loop. */
import { pathToFileURL } from 'node:url';

/** Objects between two looks at the clock of the host, as `heapstress run` takes them. */
export const CHUNK = 100_000;

/**
 * Only the workload is timed, as in the real engine's program: reading the scenario and making the heap is start-up.
 * Afterwards the heap is verified, so that no figure is of a broken heap. `directory` holds the compiled sources.
 */
export function simulatedProgramText(scenario: string, directory: string): string {
  return `${preparedRunText(scenario, directory)}
const clock = startClock();
while (!run.advance(${CHUNK}));
const time = clock();
new HeapVerifier(heap).verifyNow();
report({ objects: run.objects, state: run.state, ...time });
`;
}

/** The scenario's heap, and `run`, its workload that has not begun. */
export function preparedRunText(scenario: string, directory: string): string {
  const base = pathToFileURL(`${directory}/`).href;
  const from = (path: string): string => `await import(${JSON.stringify(base + path)})`;
  return `
const { compileScenario } = ${from('scenario/compile.js')};
const { findPreset } = ${from('flags/presets/index.js')};
const { resolveFlags } = ${from('flags/flag-definitions.js')};
const { configureHeap } = ${from('heap/configuration.js')};
const { Heap } = ${from('heap/heap.js')};
const { HeapVerifier } = ${from('heap/verifier.js')};
const { seedToState } = ${from('base/prng.js')};
const { PhaseRun } = ${from('engine-sim/workload/workload-phase.js')};

const { program, problems } = compileScenario({ text: ${JSON.stringify(scenario)}, file: 'bench' });
if (program === undefined) throw new Error(JSON.stringify(problems));
const { settings } = program;
const preset = findPreset(settings.preset);
const heap = new Heap(configureHeap(preset, resolveFlags(preset, settings.flags), settings.machine));
const run = new PhaseRun(heap, program.steps[0].phases[0], seedToState(settings.seed));
`;
}
