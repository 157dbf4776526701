/** The README is the first thing people believe: what it shows must work. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shippedScenarioNames } from '../src/cli/scenario-files.ts';
import { createSimulator } from '../src/engine-sim/simulator.ts';
import { EXIT_CODES, makeRunReport } from '../src/report/run-report.ts';
import { compileScenario } from '../src/scenario/compile.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

const blocks = (language: string): string[] => [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text ?? '');

test('its scenario compiles, runs and passes', async () => {
  const examples = blocks('yaml').filter((text) => /^steps:/m.test(text)); // the other one is a config file
  expect(examples).toHaveLength(1);
  const compiled = compileScenario({ text: examples[0]!, file: 'README.md' });
  expect(compiled.ok ? [] : compiled.problems).toEqual([]);
  if (!compiled.ok) return;
  const result = await createSimulator().run(compiled.program, { verifyHeap: true });
  expect(result.expectations.filter(({ passed }) => !passed)).toEqual([]);
  expect(makeRunReport([result], '0.0.0').exitCode).toBe(0);
});

test('the scenarios it runs by name are shipped', async () => {
  const named = [...readme.matchAll(/npx heapstress run ([\w-]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  const shipped = await shippedScenarioNames();
  expect(named.filter((name) => !shipped.includes(name ?? ''))).toEqual([]);
});

test('the scripts it names exist, and so does its Node', () => {
  const scripts = [...readme.matchAll(/npm run (\w+)/g)].map(([, name]) => name ?? '');
  expect(scripts.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  expect(readme).toContain(`Node ${packageJson.engines.node.replace('>=', '')} or newer`);
});

test('it explains every exit code', () => {
  const explained = [...readme.matchAll(/^\| (\d+(?:, \d+)*) \|/gm)].flatMap(([, codes]) => (codes ?? '').split(', '));
  expect(explained.sort()).toEqual(Object.keys(EXIT_CODES).sort());
});
