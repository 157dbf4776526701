/** TAP 14: a subtest per scenario, a test point per check, and a YAML block behind each that did not pass. */
import { escapeText } from '../base/escape-text.ts';
import type { Check, CheckedScenario } from './checks.ts';
import { checkedScenarios } from './checks.ts';
import type { RunReport } from './run-report.ts';

const INDENT = '    ';

export function reportAsTap(report: RunReport): string {
  const scenarios = checkedScenarios(report);
  const lines = ['TAP version 14', plan(scenarios.length, 'no scenario'), ...scenarios.flatMap(subtest)];
  return `${lines.join('\n')}\n`;
}

function subtest({ name, checks }: CheckedScenario, index: number): string[] {
  const passed = checks.every((check) => check.outcome === 'passed');
  const inner = [plan(checks.length, 'no check'), ...checks.flatMap(testPoint)];
  return [`# Subtest: ${description(name)}`, ...inner.map((line) => INDENT + line), point(passed, index, name)];
}

function plan(count: number, none: string): string {
  return count === 0 ? `1..0 # SKIP ${none}` : `1..${String(count)}`;
}

/** A check that was skipped is no success: the run was cut short. */
function testPoint(check: Check, index: number): string[] {
  const passed = check.outcome === 'passed';
  return [point(passed, index, check.name), ...(passed ? [] : diagnosis(check))];
}

function point(passed: boolean, index: number, name: string): string {
  return `${passed ? 'ok' : 'not ok'} ${String(index + 1)} - ${description(name)}`;
}

/** A number sign would begin a directive, a backslash an escape; blanks at an end would be lost. */
function description(text: string): string {
  return escapeText(text).replace(/[\\#]/g, (character) => `\\${character}`).trim();
}

/** YAML of the simplest kind: every value a JSON string or number, which YAML reads the same. */
function diagnosis({ outcome, type, message, details, file, line, column }: Check): string[] {
  const pairs: readonly (readonly [string, string | number | null])[] = [
    ['message', message],
    ['severity', outcome === 'failed' ? 'fail' : outcome],
    ['type', type],
    ...details,
    ['file', file],
    ['line', line],
    ['column', column],
  ];
  const entries = pairs.flatMap(([key, value]) => (value === null ? [] : [`  ${key}: ${scalar(value)}`]));
  return ['  ---', ...entries, '  ...'];
}

function scalar(value: string | number): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(escapeText(value));
}
