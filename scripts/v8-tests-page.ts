/** docs/v8-tests.md: V8's own heap tests, where each of them is here, and why some are not. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { readHeader } from '../src/scenario/compile.ts';
import { LEFT_OUT, UNIT_TESTS } from './v8-tests.ts';

const FOLDER = new URL('../scenarios/v8/', import.meta.url);

export function v8TestsPage(): string {
  const files = globSync('**/*.yaml', { cwd: FOLDER.pathname }).toSorted();
  const scenarios = files.map((file) => ({ file, ...readHeader(readFileSync(new URL(file, FOLDER), 'utf8')) }));
  const runs = scenarios.reduce((sum, { presets }) => sum + presets.length, 0);
  return `${[
    '# V8’s own heap tests',
    '<!-- Generated from scenarios/v8 by `npm run generate`; changes here are lost. -->',
    `${String(scenarios.length)} tests of V8’s heap as scenarios, ${String(runs)} runs in all; ${String(UNIT_TESTS.length)} tests of pure functions as unit tests beside the code. They are written anew from what the originals set up and assert. \`heapstress run scenarios/v8\` runs the scenarios; \`npm test\` runs all of them, with the verifier after every collection, so a test that is listed here passes.`,
    '## Scenarios',
    table(['Test', 'What it proves', 'V8', 'Status'], scenarios.map(({ file, name, description, presets }) => [`[${name}](../scenarios/v8/${file})`, description, presets.join(', '), 'passes'])),
    '## Unit tests',
    table(['Test', 'Where', 'Status'], UNIT_TESTS.map(({ name, file }) => [name, `[${file}](../${file})`, 'passes'])),
    ...(LEFT_OUT.length === 0 ? [] : ['## Left out', table(['Test', 'Why'], LEFT_OUT.map(({ name, reason }) => [name, reason]))]),
  ].join('\n\n')}\n`;
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}
