/** A scenario as plain data, as the generator makes it and the minimiser takes it apart, and its text. */
import type { GivenFlags } from '../flags/flag-definitions.ts';

export type StepData = Readonly<Record<string, unknown>>;

export interface ScenarioCase {
  readonly v8: string;
  readonly seed: number;
  readonly baseline: 'empty' | 'node';
  readonly flags: GivenFlags;
  readonly procedures: Readonly<Record<string, readonly StepData[]>>;
  readonly steps: readonly StepData[];
}

/** Keys of steps that hold steps. */
const BLOCKS: ReadonlySet<string> = new Set(['group', 'repeat', 'always-allocate', 'handle-scope', 'seal-handles', 'job', 'expect-fatal', 'fail-allocations']);

/** The name of the step. */
export function stepKey(step: StepData): string {
  return Object.keys(step)[0] ?? '';
}

/** The steps of a block; null for other steps. */
export function innerSteps(step: StepData): readonly StepData[] | null {
  const key = stepKey(step);
  if (!BLOCKS.has(key)) return null;
  const body = step[key];
  return (Array.isArray(body) ? body : (body as { readonly steps: unknown }).steps) as readonly StepData[];
}

/** The same block around other steps. */
export function withInnerSteps(step: StepData, steps: readonly StepData[]): StepData {
  const key = stepKey(step);
  const body = step[key];
  return { [key]: Array.isArray(body) ? steps : { ...(body as object), steps } };
}

export function countSteps(steps: readonly StepData[]): number {
  return steps.reduce((count, step) => count + 1 + countSteps(innerSteps(step) ?? []), 0);
}

export function stepsOfCase(one: ScenarioCase): number {
  return Object.values(one.procedures).reduce((count, steps) => count + countSteps(steps), countSteps(one.steps));
}

/** One line for each step. @param comment lines for the head of the text. */
export function scenarioText(one: ScenarioCase, comment: readonly string[] = []): string {
  const lines = comment.map((line) => `# ${line}`);
  lines.push(`v8: ${one.v8}`, `seed: ${String(one.seed)}`);
  if (one.baseline !== 'empty') lines.push(`baseline: ${one.baseline}`);
  if (Object.keys(one.flags).length > 0) lines.push(`flags: ${inFlow(one.flags)}`);
  const procedures = Object.entries(one.procedures);
  if (procedures.length > 0) lines.push('procedures:');
  for (const [name, steps] of procedures) lines.push(`  ${name}:`, ...stepLines(steps, '    '));
  lines.push(...(one.steps.length === 0 ? ['steps: []'] : ['steps:', ...stepLines(one.steps, '  ')]));
  return `${lines.join('\n')}\n`;
}

function stepLines(steps: readonly StepData[], indent: string): readonly string[] {
  return steps.flatMap((step) => {
    const inner = innerSteps(step);
    const key = stepKey(step);
    if (inner === null) return `${indent}- ${key}: ${inFlow(step[key])}`;
    const body = step[key];
    if (inner.length === 0) return `${indent}- ${inFlow(step)}`;
    if (Array.isArray(body)) return [`${indent}- ${key}:`, ...stepLines(inner, `${indent}    `)];
    const settings = Object.entries(body as object).filter(([name]) => name !== 'steps');
    return [`${indent}- ${key}:`, ...settings.map(([name, value]) => `${indent}    ${name}: ${inFlow(value)}`), `${indent}    steps:`, ...stepLines(inner, `${indent}      `)];
  });
}

/** Only names and numbers come here: no text needs quotes. */
function inFlow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(inFlow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, inner]) => `${key}: ${inFlow(inner)}`).join(', ')} }`;
}
