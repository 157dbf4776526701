/**
 * The program of a measured process: one request on stdin, one run of the scenario, one line of JSON on stdout. It
 * does nothing else, so what the process has used is what the run has used.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createSimulator } from '../engine-sim/simulator.ts';
import type { MeasuredValue } from '../engine/engine.ts';
import type { ScenarioSource } from '../scenario/compile.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { BenchmarkRun, BenchmarkSource, DeterministicFigures, Measured } from './measurement.ts';
import { DETERMINISTIC_METRICS } from './measurement.ts';

async function measure({ source, overrides, verifyHeap }: BenchmarkRun): Promise<Measured> {
  const compiled = compileScenario({ ...source, readFile: (name) => scriptNamed(source, name) }, { ...overrides, measure: DETERMINISTIC_METRICS });
  if (!compiled.ok) return { ok: false, problem: compiled.problems[0]?.message ?? 'The scenario is invalid.', isOurBug: false };
  const { program, measured } = compiled;
  let values: readonly MeasuredValue[] = [];
  const engine = createSimulator();

  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const result = await engine.run(program, { verifyHeap, measure: { metrics: measured, take: (taken) => (values = taken) } });
  const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(cpu);

  if (result.status === 'invalid' || result.status === 'interrupted') {
    return { ok: false, problem: result.problem?.message ?? 'The scenario is invalid.', isOurBug: false };
  }
  return {
    ok: true,
    timings: { wallMs, userMs: user / 1000, systemMs: system / 1000, peakResidentBytes: peakResidentBytes() },
    deterministic: Object.fromEntries(DETERMINISTIC_METRICS.map((name, index) => [name, values[index]])) as DeterministicFigures,
    facts: {
      name: program.name,
      preset: result.engine.preset,
      seed: result.seed,
      flags: result.flags,
      params: result.params,
      status: result.status,
      unexpectedlyOutOfMemory: result.status === 'out-of-memory' && !result.outOfMemoryExpected,
      failed: result.expectations.filter(({ passed }) => !passed).length,
    },
  };
}

function scriptNamed({ scripts }: BenchmarkSource, name: string): ReturnType<NonNullable<ScenarioSource['readFile']>> {
  const script = scripts[name];
  return script === undefined ? { ok: false, reason: 'it was not there when the benchmark began' } : { ok: true, ...script };
}

/**
 * On Linux from the kernel’s own file: the peak that the system’s call tells there also counts what the process was
 * before it became node, a copy of its parent.
 */
function peakResidentBytes(): number {
  const known = process.resourceUsage().maxRSS * 1024;
  try {
    const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'));
    return peak === null ? known : Math.min(known, Number(peak[1]) * 1024);
  } catch {
    return known;
  }
}

try {
  const request = JSON.parse(await text(process.stdin)) as BenchmarkRun;
  process.stdout.write(`${JSON.stringify(await measure(request))}\n`);
} catch (error) {
  const problem: Measured = { ok: false, problem: error instanceof Error ? error.message : String(error), isOurBug: true };
  process.stdout.write(`${JSON.stringify(problem)}\n`);
}
