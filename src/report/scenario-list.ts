/** The scenarios that ship with heapstress, as a table or as one JSON document. */
import { escapeText } from '../base/escape-text.ts';
import { formatPlural, NOTHING } from './format.ts';
import type { ReporterOptions } from './reporters.ts';
import { SCHEMA_VERSION } from './run-report.ts';
import type { Column } from './table/columns.ts';
import { renderTable, textColumn } from './table/columns.ts';

export interface ListedScenario {
  /** What `run` takes. */
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
}

const COLUMNS: readonly Column<ListedScenario>[] = [
  textColumn({ header: 'Name', giveUp: 0 }, (scenario) => escapeText(scenario.name)),
  textColumn({ header: 'Description', giveUp: 1, shrinkTo: 20 }, (scenario) => escapeText(scenario.description)),
  textColumn({ header: 'Tags', giveUp: 2 }, (scenario) => escapeText(scenario.tags.join(', ')) || NOTHING),
];

export function scenarioListAsJson(scenarios: readonly ListedScenario[]): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, scenarios }, null, 2)}\n`;
}

export function scenarioListAsTable(scenarios: readonly ListedScenario[], options: Pick<ReporterOptions, 'chalk' | 'width'>): string {
  const { chalk, width } = options;
  const lines = renderTable(COLUMNS, scenarios, width, { header: chalk.dim });
  return [...lines, '', chalk.dim(`${formatPlural(scenarios.length, 'scenario')}; heapstress run <name> runs one.`), ''].join('\n');
}
