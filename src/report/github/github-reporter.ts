/**
 * For GitHub Actions: an annotation at the place of each check that did not pass, and, where it prints alone, the
 * tables of each scenario in a group of its own.
 */
import type { Check, CheckedScenario } from '../checks.ts';
import { checkedScenarios, outcomeSummary } from '../checks.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { RunReport } from '../run-report.ts';
import { reportAsTable } from '../table/table-reporter.ts';
import { disarmCommands, workflowCommand } from './workflow-commands.ts';

export function reportForGithub(report: RunReport, options: ReporterOptions): string {
  const scenarios = checkedScenarios(report);
  const sections = scenarios.flatMap((scenario) => [
    ...(options.annotationsOnly ? [] : group(scenario, report, options)),
    ...scenario.checks.filter((check) => check.outcome !== 'passed').map((check) => annotation(scenario, check, options)),
  ]);
  return sections.map((line) => `${line}\n`).join('');
}

function group({ name, checks, report: result }: CheckedScenario, report: RunReport, options: ReporterOptions): string[] {
  const figures = reportAsTable({ ...report, results: [result] }, { ...options, wallTimesMs: null });
  if (figures === '') return [];
  const title = `${name}: ${outcomeSummary(checks)}`;
  return [workflowCommand('group', {}, title), disarmCommands(figures.trimEnd()), workflowCommand('endgroup', {}, '')];
}

const LEVELS = { failed: 'error', error: 'error', skipped: 'warning' } as const;

function annotation({ name }: CheckedScenario, check: Check, { repositoryPath }: ReporterOptions): string {
  if (check.outcome === 'passed') return '';
  const { line, column, endLine, endColumn } = check;
  const oneLine = endLine === line;
  const properties = {
    file: repositoryPath(check.file),
    line,
    endLine,
    // Columns of an annotation over several lines are refused.
    col: oneLine ? column : null,
    endColumn: oneLine ? endColumn : null,
    title: `${name}: ${check.type}`,
  };
  const text = [check.message, ...check.details.map(([key, value]) => `${key}: ${value}`)].join('\n');
  return workflowCommand(LEVELS[check.outcome], properties, text);
}
