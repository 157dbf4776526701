/** Reading and compiling one scenario, with every problem found on the way; and the frames around those problems. */
import type { ReportedProblem } from '../report/run-report.ts';
import { codeFrame } from '../scenario/code-frame.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { Program } from '../scenario/program.ts';
import type { Overrides } from './override-options.ts';
import type { ScenarioText } from './scenario-files.ts';
import { readScenario } from './scenario-files.ts';
import { scriptReader } from './script-files.ts';

interface Texts {
  readonly file: string;
  /** Files of scripts that were read, by name. */
  readonly scripts: ReadonlyMap<string, string>;
}

export type LoadedScenario =
  | (Texts & { readonly ok: true; readonly text: string; readonly program: Program })
  /** The text is null when there was none to read. */
  | (Texts & { readonly ok: false; readonly text: string | null; readonly problems: readonly ReportedProblem[] });

export async function loadScenario(operand: string, overrides: Overrides): Promise<LoadedScenario> {
  return compileText(await readScenario(operand), overrides);
}

export function compileText(source: ScenarioText, overrides: Overrides): LoadedScenario {
  const scripts = new Map<string, string>();
  if (!source.ok) return { ok: false, file: source.file, scripts, text: null, problems: [source.problem] };
  const { file, text, folder } = source;
  const compiled = compileScenario({ text, file, readFile: scriptReader(folder, scripts) }, overrides);
  return compiled.ok ? { ok: true, file, scripts, text, program: compiled.program } : { ok: false, file, scripts, text, problems: compiled.problems };
}

/** Texts by file, kept for code frames. */
export type SourceTexts = Map<string, string>;

/** Puts in what was read for a scenario. */
export function addTexts(sources: SourceTexts, file: string, text: string | null, scripts: ReadonlyMap<string, string>): void {
  if (text !== null) sources.set(file, text);
  for (const [name, script] of scripts) sources.set(name, script);
}

/** The lines around a problem, where it has a place in a text that was read. */
export function framesFrom(sources: SourceTexts): (problem: ReportedProblem) => string | null {
  return (problem) => {
    const text = sources.get(problem.file);
    const frame = text === undefined ? '' : codeFrame(text, problem);
    return frame === '' ? null : frame;
  };
}
