/** A scenario as a program that runs it on the compiled simulator and measures the run. */
import { pathToFileURL } from 'node:url';

/**
 * The time is that of the whole run: making the heap, the workload, and the verification at its end. Reading the
 * scenario is start-up. `directory` holds the compiled sources.
 */
export function simulatedProgramText(scenario: string, objects: number, directory: string): string {
  const base = pathToFileURL(`${directory}/`).href;
  return `
const { compileScenario } = await import(${JSON.stringify(`${base}scenario/compile.js`)});
const { createSimulator } = await import(${JSON.stringify(`${base}engine-sim/simulator.js`)});
const compiled = compileScenario({ text: ${JSON.stringify(scenario)}, file: 'bench' });
if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
const start = process.hrtime.bigint();
const result = await createSimulator().run(compiled.program);
const ns = Number(process.hrtime.bigint() - start);
if (result.status !== 'completed') throw new Error('the run ended with ' + result.status);
report({ objects: ${objects}, allocated: result.allocated, state: null, ns });
`;
}
