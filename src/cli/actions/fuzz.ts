/** `heapstress fuzz`: the clock, the signals and the files around src/fuzz. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, FuzzFigures } from '../../fuzz/fuzz.ts';
import { fuzz } from '../../fuzz/fuzz.ts';
import { runUnderWatch } from '../../fuzz/watched-run.ts';
import { formatPlural } from '../../report/format.ts';
import type { FuzzFinding } from '../../report/fuzz-report.ts';
import { fuzzReport, watchedLine } from '../../report/fuzz-report.ts';
import type { ExitCode } from '../../report/run-report.ts';
import { mostSevere, signalExitCode } from '../../report/run-report.ts';
import { problemBlock } from '../../report/table/problem-block.ts';
import { createCheckpoint } from '../checkpoint.ts';
import type { FuzzCommandOptions } from '../commands/fuzz.ts';
import { complaint } from '../complaint.ts';
import type { Interruption } from '../interruption.ts';
import { watchSignals } from '../interruption.ts';
import type { SourceTexts } from '../load-scenario.ts';
import { framesFrom, loadScenario } from '../load-scenario.ts';
import { cannotWrite, checkWritable, writeWhole } from '../output-file.ts';
import { shellQuoted } from '../replay-command.ts';
import { now } from '../task-runner.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface FuzzRequest {
  /** Operands; empty = random scenarios. */
  readonly scenarios: readonly string[];
  readonly options: FuzzCommandOptions;
}

const DEFAULT_MS = 60_000;
const DEFAULT_SEED = 1;
/** A bug in heapstress itself. */
const BROKEN: ExitCode = 70;
const PROGRESS_EVERY_MS = 500;
const ERASE_LINE = '\r\u001b[K';

export async function fuzzHeap(request: FuzzRequest, terminal: Terminal): Promise<ExitCode> {
  const interruption = watchSignals(() => undefined);
  try {
    return request.scenarios.length > 0 ? await watchScenarios(request, terminal, interruption) : await fuzzRandomly(request, terminal, interruption);
  } finally {
    interruption.dispose();
  }
}

async function fuzzRandomly({ options }: FuzzRequest, terminal: Terminal, interruption: Interruption): Promise<ExitCode> {
  await checkDirectory(options.save);
  const seed = options.seed ?? DEFAULT_SEED;
  const limitMs = options.for ?? (options.runs === undefined ? DEFAULT_MS : Infinity);
  const startedMs = now();
  // Once something has failed, the time left is that for making it small: as much again as for finding it.
  const shouldStop = (): boolean => interruption.signal !== null || now() - startedMs >= limitMs;
  const progress = createProgress(terminal, options.quiet === true);
  let stopsSmallening = false;
  const turn = createCheckpoint({ stopped: () => stopsSmallening || interruption.signal !== null, show: () => undefined, drained: () => Promise.resolve(), now });
  const { figures, finding } = await fuzz({
    seed,
    runs: options.runs ?? Infinity,
    presets: options.v8 ?? [],
    shouldStop: (hasFailed) => {
      stopsSmallening = hasFailed ? interruption.signal !== null : shouldStop();
      return stopsSmallening;
    },
    checkpoint: turn,
    onProgress: async (soFar) => {
      progress.show(soFar);
      await turn({ fraction: 0, allocatedBytes: 0 });
    },
  });
  progress.erase();
  const saved = finding === null ? null : await save(finding, options.save, terminal);
  const report = {
    seed,
    ...figures,
    interrupted: interruption.signal !== null,
    finding: finding === null || saved === null ? null : { ...finding, ...saved, tries: figures.tries },
  };
  if (options.quiet !== true || finding !== null) await terminal.stdout.write(fuzzReport(report, terminal.stdout.chalk));
  if (finding !== null) return BROKEN;
  return interruption.signal === null ? 0 : signalExitCode(interruption.signal);
}

/** It is better to hear of a wrong directory before an hour of work than after it. */
async function checkDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw cannotWrite(directory, error);
  }
  await checkWritable(join(directory, 'fuzz.yaml'));
}

async function save({ preset, seed, text }: Finding, directory: string, terminal: Terminal): Promise<Pick<FuzzFinding, 'file' | 'replay'>> {
  const file = join(directory, `fuzz-${preset}-${String(seed)}.yaml`);
  const replay = `heapstress fuzz ${shellQuoted(file)}`;
  try {
    await writeWhole(file, text);
    return { file, replay };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await terminal.stderr.write(complaint(error));
    return { file: null, replay: `heapstress fuzz --runs 1 --seed ${String(seed)}` };
  }
}

async function watchScenarios({ scenarios, options }: FuzzRequest, terminal: Terminal, interruption: Interruption): Promise<ExitCode> {
  const exitCodes: ExitCode[] = [];
  const sources: SourceTexts = new Map();
  const { stdout, stderr } = terminal;
  const checkpoint = createCheckpoint({ stopped: () => interruption.signal !== null, show: () => undefined, drained: () => Promise.resolve(), now });
  for (const scenario of scenarios) {
    if (interruption.signal !== null) return signalExitCode(interruption.signal);
    const presets = options.v8 ?? [undefined];
    for (const preset of presets) {
      const loaded = await loadScenario(scenario, { params: {}, flags: {}, ...(preset === undefined ? {} : { preset }), ...(options.seed === undefined ? {} : { seed: options.seed }) });
      if (!loaded.ok) {
        if (loaded.text !== null) sources.set(loaded.file, loaded.text);
        await stderr.write(`${problemBlock({ status: 'rejected', scenario: { file: loaded.file }, problems: loaded.problems }, { chalk: stderr.chalk, codeFrame: framesFrom(sources) })}\n\n`);
        exitCodes.push(2);
        break;
      }
      const outcome = await runUnderWatch(loaded.program, { checkpoint });
      exitCodes.push(outcome.sound ? 0 : BROKEN);
      const ending = outcome.sound ? `${outcome.result.status}, ${formatPlural(outcome.collections, 'collection')}` : '';
      if (options.quiet !== true || !outcome.sound) await stdout.write(watchedLine(loaded.program.file, outcome.sound ? null : outcome.message, ending, stdout.chalk));
    }
  }
  return interruption.signal === null ? mostSevere(exitCodes) : signalExitCode(interruption.signal);
}

function createProgress({ stderr }: Terminal, quiet: boolean): { show(figures: FuzzFigures): void; erase(): void } {
  let lastMs = now();
  let shown = false;
  return {
    show({ cases, collections, tries }) {
      if (quiet || !stderr.isTty || now() - lastMs < PROGRESS_EVERY_MS) return;
      lastMs = now();
      shown = true;
      const text = tries === 0 ? `${formatPlural(cases, 'case')}, ${formatPlural(collections, 'collection')}` : `failed; making it smaller, ${formatPlural(tries, 'try', 'tries')}`;
      void stderr.write(`${ERASE_LINE}${text.slice(0, stderr.width - 1)}`);
    },
    erase() {
      if (shown) void stderr.write(ERASE_LINE);
    },
  };
}
