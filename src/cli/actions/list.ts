/** `heapstress list`: the scenarios that ship with it. */
import { readFile } from 'node:fs/promises';
import type { ExitCode } from '../../report/run-report.ts';
import type { ListedScenario } from '../../report/scenario-list.ts';
import { scenarioListAsJson, scenarioListAsTable } from '../../report/scenario-list.ts';
import { readHeader } from '../../scenario/compile.ts';
import type { ListOptions } from '../commands/list.ts';
import { shippedScenarioNames, shippedScenarioPath } from '../scenario-files.ts';
import type { Terminal } from '../terminal.ts';

export async function list(options: ListOptions, { stdout }: Terminal): Promise<ExitCode> {
  const scenarios: ListedScenario[] = [];
  for (const name of await shippedScenarioNames()) {
    const { description, tags } = readHeader(await readFile(shippedScenarioPath(name), 'utf8'));
    if (options.tag?.some((wanted) => tags.includes(wanted)) === false) continue;
    scenarios.push({ name, description, tags });
  }
  await stdout.write(options.json === true ? scenarioListAsJson(scenarios) : scenarioListAsTable(scenarios, stdout));
  return 0;
}
