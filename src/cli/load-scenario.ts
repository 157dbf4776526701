/** Reading and compiling one scenario, with every problem found on the way; and the frames around those problems. */
import type { ReportedProblem } from '../report/run-report.ts';
import { codeFrame } from '../scenario/code-frame.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { Program } from '../scenario/program.ts';
import type { Overrides } from './override-options.ts';
import { readScenario } from './scenario-files.ts';

export type LoadedScenario =
  | { readonly ok: true; readonly file: string; readonly program: Program }
  | { readonly ok: false; readonly file: string; readonly problems: readonly ReportedProblem[] };

/** Texts by file, kept for code frames. */
export type SourceTexts = Map<string, string>;

export async function loadScenario(
  operand: string,
  overrides: Overrides,
  sources: SourceTexts,
): Promise<LoadedScenario> {
  const source = await readScenario(operand);
  if (!source.ok) return { ok: false, file: source.file, problems: [source.problem] };
  const { file, text } = source;
  sources.set(file, text);
  const compiled = compileScenario({ text, file }, overrides);
  return compiled.ok ? { ok: true, file, program: compiled.program } : { ok: false, file, problems: compiled.problems };
}

/** The lines around a problem, where it has a place in a text that was read. */
export function framesFrom(sources: SourceTexts): (problem: ReportedProblem) => string | null {
  return (problem) => {
    const text = sources.get(problem.file);
    const frame = text === undefined ? '' : codeFrame(text, problem);
    return frame === '' ? null : frame;
  };
}
