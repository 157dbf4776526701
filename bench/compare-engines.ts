/** Both engines on one workload, alternating, so that what else the machine does hits both alike. */
import type { Measurement } from './child.ts';
import { ChildError, measureProgram } from './child.ts';
import { median } from './median.ts';
import { realProgramText } from './real-program.ts';
import { scenarioText } from './scenario-text.ts';
import { simulatedProgramText } from './simulated-program.ts';
import type { Workload } from './workloads.ts';

/** Medians of one engine's runs. */
export interface EngineFigures {
  readonly wallNsPerObject: number;
  readonly cpuNsPerObject: number;
  readonly residentBytes: number;
}

export interface Comparison {
  readonly workload: Workload;
  readonly objects: number;
  readonly simulated: EngineFigures;
  readonly real: EngineFigures;
  /** Wall time of the real engine over that of the simulator: median of the pairs. */
  readonly faster: number;
  readonly ok: boolean;
}

export interface Effort {
  /** Runs of each engine. */
  readonly runs: number;
  /** Factor on the numbers of objects. */
  readonly scale: number;
  /** Where the compiled sources are. */
  readonly directory: string;
}

export async function compareEngines(workload: Workload, { runs, scale, directory }: Effort): Promise<Comparison> {
  const objects = Math.max(1, Math.round(workload.objects * scale));
  const simulated: Measurement[] = [];
  const real: Measurement[] = [];
  for (let run = 0; run < runs; run++) {
    simulated.push(await measureProgram(simulatedProgramText(scenarioText(workload, objects), directory), 'module'));
    real.push(await measureProgram(realProgramText(workload, objects), 'commonjs'));
    requireSameWork(workload, simulated.at(-1)!, real.at(-1)!);
  }
  const ours = figuresOf(simulated);
  const theirs = figuresOf(real);
  const faster = median(simulated.map(({ wallNs }, run) => real[run]!.wallNs / wallNs));
  return { workload, objects, simulated: ours, real: theirs, faster, ok: workload.target === null || faster >= workload.target };
}

/** Times of different work must not be compared: both made the same objects and the same draws. */
export function requireSameWork({ name }: Workload, simulated: Measurement, real: Measurement): void {
  if (simulated.objects === real.objects && simulated.state === real.state) return;
  const tell = ({ objects, state }: Measurement): string => `${objects} objects, draws end with ${state}`;
  throw new ChildError(`${name}: the engines did different work\n  simulated: ${tell(simulated)}\n  real:      ${tell(real)}`);
}

function figuresOf(measurements: readonly Measurement[]): EngineFigures {
  return {
    wallNsPerObject: median(measurements.map(({ wallNs, objects }) => wallNs / objects)),
    cpuNsPerObject: median(measurements.map(({ cpuNs, objects }) => cpuNs / objects)),
    residentBytes: median(measurements.map(({ residentBytes }) => residentBytes)),
  };
}
