/** Reading and compiling one scenario, with every problem found on the way; and the frames around those problems. */
import type { ReportedProblem } from '../report/run-report.ts';
import { codeFrame } from '../scenario/code-frame.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { Program } from '../scenario/program.ts';
import type { Overrides } from './override-options.ts';
import type { ScenarioText } from './scenario-files.ts';
import { readScenario } from './scenario-files.ts';

export type LoadedScenario =
  | { readonly ok: true; readonly file: string; readonly text: string; readonly program: Program }
  /** The text is null when there was none to read. */
  | { readonly ok: false; readonly file: string; readonly text: string | null; readonly problems: readonly ReportedProblem[] };

export async function loadScenario(operand: string, overrides: Overrides): Promise<LoadedScenario> {
  return compileText(await readScenario(operand), overrides);
}

export function compileText(source: ScenarioText, overrides: Overrides): LoadedScenario {
  if (!source.ok) return { ok: false, file: source.file, text: null, problems: [source.problem] };
  const { file, text } = source;
  const compiled = compileScenario({ text, file }, overrides);
  return compiled.ok ? { ok: true, file, text, program: compiled.program } : { ok: false, file, text, problems: compiled.problems };
}

/** Texts by file, kept for code frames. */
export type SourceTexts = Map<string, string>;

/** The lines around a problem, where it has a place in a text that was read. */
export function framesFrom(sources: SourceTexts): (problem: ReportedProblem) => string | null {
  return (problem) => {
    const text = sources.get(problem.file);
    const frame = text === undefined ? '' : codeFrame(text, problem);
    return frame === '' ? null : frame;
  };
}
