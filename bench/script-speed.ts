/** How many small objects a script allocates in a second of processor time. */
import type { Check } from './checks.ts';
import { measureProgram } from './child.ts';
import { median } from './median.ts';

const OBJECTS = 10_000_000;
/** Objects a second at least. */
const TARGET = 1e6;

const SCRIPTS = {
  'literals of two properties': `let sum = 0; for (let i = 0; i < ${OBJECTS}; i++) { const point = { x: i, y: 1 }; sum += point.y; } sum`,
  'instances of a class':
    `class Point { constructor(x, y) { this.x = x; this.y = y; } } let sum = 0; for (let i = 0; i < ${OBJECTS}; i++) { const point = new Point(i, 1); sum += point.y; } sum`,
};

function programText(source: string, directory: string): string {
  return `
const { Heap, Isolate, compileScript, configureHeap, findPreset, resolveFlags } = await import(${JSON.stringify(`file://${directory}/index.js`)});
const preset = findPreset('14.6');
const isolate = new Isolate(new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 33, cores: 2 })));
const context = isolate.createContext();
const { script } = compileScript(isolate, ${JSON.stringify(source)});
const clock = startClock();
const execution = script.run(context);
let step = execution.next();
while (step.done !== true) step = execution.next(true);
const time = clock();
if (step.value.result !== '${OBJECTS}') throw new Error('the script has not made its objects');
report({ objects: ${OBJECTS}, state: 0, ...time });
`;
}

/** Scripts allocate at least a million objects a second. */
export async function checkScripts(runs: number, directory: string): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const [name, source] of Object.entries(SCRIPTS)) {
    const rates: number[] = [];
    for (let run = 0; run < runs; run++) {
      const { objects, cpuNs } = await measureProgram(programText(source, directory), 'module');
      rates.push(objects / (cpuNs / 1e9) / TARGET);
    }
    const measured = median(rates);
    checks.push({ name: `script, ${name}, over a million objects a second`, measured, unit: 'times', bound: '≥', target: 1, ok: measured >= 1 });
  }
  return checks;
}
