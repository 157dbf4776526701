/**
 * JUnit XML as Jenkins reads it: a suite per scenario, a case per check, with file and line on the case. The message
 * of a failure is repeated in its text, because some readers show only the one, some only the other.
 *
 * Times are virtual (simulated seconds): a clock on the wall would make two reports of the same run differ.
 */
import type { Check, CheckedScenario } from './checks.ts';
import { checkedScenarios, countOutcomes } from './checks.ts';
import type { RunReport, ScenarioReport } from './run-report.ts';
import { hasFigures } from './run-report.ts';
import { xmlElement } from './xml.ts';

export function reportAsJunit(report: RunReport): string {
  const scenarios = checkedScenarios(report);
  const all = scenarios.flatMap((scenario) => scenario.checks);
  const { failed, error } = countOutcomes(all);
  const attributes = { name: 'heapstress', tests: all.length, failures: failed, errors: error };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', attributes, scenarios.map(suite))}\n`;
}

function suite({ name, file, checks, report }: CheckedScenario): string {
  const { failed, error, skipped } = countOutcomes(checks);
  const attributes = { name, tests: checks.length, failures: failed, errors: error, skipped, time: seconds(report), file };
  return xmlElement('testsuite', attributes, [
    ...properties(report),
    ...checks.map((check, index) => testCase(name, check, index === 0 ? seconds(report) : '0')),
  ]);
}

/** Without trailing noise, and never in exponential form, which readers do not take. */
function seconds(report: ScenarioReport): string {
  return hasFigures(report) ? (report.timeMs / 1000).toFixed(6) : '0';
}

function properties(report: ScenarioReport): string[] {
  if (!hasFigures(report)) return [];
  const pairs: readonly [string, string | number][] = [
    ['preset', report.engine.preset],
    ['seed', report.seed],
    ['collections', report.collections.length],
    ['allocated.bytes', report.allocated.bytes],
    ['allocated.objects', report.allocated.objects],
  ];
  return [xmlElement('properties', {}, pairs.map(([name, value]) => xmlElement('property', { name, value })))];
}

function testCase(classname: string, check: Check, time: string): string {
  const { name, file, line } = check;
  return xmlElement('testcase', { classname, name, file, line, time }, outcome(check));
}

const ELEMENTS = { failed: 'failure', error: 'error', skipped: 'skipped' } as const;

function outcome(check: Check): string[] {
  if (check.outcome === 'passed') return [];
  const { type, message } = check;
  return [xmlElement(ELEMENTS[check.outcome], check.outcome === 'skipped' ? { message } : { message, type }, explanation(check))];
}

function explanation({ message, details, file, line, column }: Check): string {
  const place = line === null ? file : `${file}:${String(line)}:${String(column)}`;
  return [message, ...details.map(([name, value]) => `${name}: ${value}`), `at ${place}`].join('\n');
}
