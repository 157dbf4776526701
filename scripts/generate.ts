/**
 * Writes the generated files, JSON Schemas and reference pages, or with --check says which of them are out of date.
 * To publish another one: add a row.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { reportJsonSchema } from '../src/report/report-schema.ts';
import { eventJsonSchema } from '../src/report/event-schema.ts';
import { benchJsonSchema } from '../src/report/bench/bench-json.ts';
import { sweepJsonSchema } from '../src/report/sweep/sweep-json.ts';
import { scenarioJsonSchema } from '../src/scenario/json-schema.ts';
import { scenarioReference } from './scenario-reference.ts';
import { v8TestsPage } from './v8-tests-page.ts';

interface GeneratedFile {
  /** Path from the project's root. */
  readonly file: string;
  readonly make: () => string;
}

const GENERATED: readonly GeneratedFile[] = [
  { file: 'schema/report.schema.json', make: () => json(reportJsonSchema()) },
  { file: 'schema/event.schema.json', make: () => json(eventJsonSchema()) },
  { file: 'schema/bench.schema.json', make: () => json(benchJsonSchema()) },
  { file: 'schema/sweep.schema.json', make: () => json(sweepJsonSchema()) },
  { file: 'schema/scenario.schema.json', make: () => json(scenarioJsonSchema()) },
  { file: 'docs/scenario-reference.md', make: scenarioReference },
  { file: 'docs/v8-tests.md', make: v8TestsPage },
];

function json(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const checkOnly = process.argv.includes('--check');
for (const { file, make } of GENERATED) {
  const url = new URL(`../${file}`, import.meta.url);
  const text = make();
  const current = await readFile(url, 'utf8').catch(() => null);
  if (current === text) continue;
  if (checkOnly) {
    process.stderr.write(`${file} is out of date: run "npm run generate".\n`);
    process.exitCode = 1;
  } else {
    await writeFile(url, text);
    process.stdout.write(`wrote ${file}\n`);
  }
}
