/** Compiling texts in tests, and texts that mark the place of the problem they have: `steps: [«foo»]`. */
import { compileScenario } from '../../src/scenario/compile.ts';
import type { ScenarioOverrides } from '../../src/scenario/compile.ts';
import type { ScenarioProblem } from '../../src/scenario/problems.ts';
import type { Program, Step, StepOp } from '../../src/scenario/program.ts';

export const FILE = 'test.yaml';

export function programOf(text: string, overrides?: ScenarioOverrides): Program {
  const compilation = compileScenario({ text, file: FILE }, overrides);
  if (compilation.ok) return compilation.program;
  throw new Error(compilation.problems.map(brief).join('\n'));
}

export function problemsOf(text: string, overrides?: ScenarioOverrides): readonly ScenarioProblem[] {
  const compilation = compileScenario({ text, file: FILE }, overrides);
  return compilation.ok ? [] : compilation.problems;
}

/** The only step of a scenario whose step is this YAML. */
export function stepOf<Op extends StepOp>(yaml: string, op: Op, before = ''): Extract<Step, { op: Op }> {
  const { steps } = programOf(`${before}steps:\n  - ${yaml}\n`);
  const step = steps.at(-1);
  if (step?.op !== op) throw new Error(`expected ${op}, got ${String(step?.op)}`);
  return step as Extract<Step, { op: Op }>;
}

export function brief({ code, line, column, endLine, endColumn, message }: ScenarioProblem): string {
  return `${String(line)}:${String(column)}-${String(endLine)}:${String(endColumn)} ${code} ${message}`;
}

export interface MarkedText {
  readonly text: string;
  readonly place: Pick<ScenarioProblem, 'line' | 'column' | 'endLine' | 'endColumn'>;
}

/** Takes «» out of the text and says where they stood. */
export function readMarks(marked: string): MarkedText {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace('«', '').replace('»', '');
  const from = placeOf(text, start);
  const to = placeOf(text, end);
  return { text, place: { line: from.line, column: from.column, endLine: to.line, endColumn: to.column } };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
