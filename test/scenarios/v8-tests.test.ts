/** V8's own heap tests: each scenario passes in every preset it lists, with the verifier after each collection. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { UNIT_TESTS } from '../../scripts/v8-tests.ts';
import { compileScenario, readHeader } from '../../src/scenario/compile.ts';

const FOLDER = new URL('../../scenarios/v8/', import.meta.url);
const MODELINE = '# yaml-language-server: $schema=../../../schema/scenario.schema.json\n';
const files = globSync('**/*.yaml', { cwd: FOLDER.pathname }).toSorted();
const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

test('there are some, each with a name of its own', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(new Set(files.map((file) => readHeader(textOf(file)).name)).size).toBe(files.length);
});

test('the unit tests that the page lists have the names of V8’s', () => {
  for (const { name, file } of UNIT_TESTS) {
    const [source = '', test = ''] = name.split(': ');
    const names = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(names, name).toMatch(new RegExp(`\\b${test}\\b.*${source.replace('.', '\\.')}`));
  }
});

describe.each(files)('%s', (file) => {
  const text = textOf(file);
  const { name, description, presets, tags } = readHeader(text);

  test('says whose test it is, what it proves and for which versions', () => {
    expect(text.startsWith(MODELINE)).toBe(true);
    expect(name.startsWith(`${file.split('/')[0]!}.cc: `)).toBe(true);
    expect(description).toMatch(/^[A-Z].+\.$/);
    expect(tags).toContain('v8-test');
    expect(presets.length).toBeGreaterThan(0);
  });

  test(`passes in ${presets.join(', ')}`, async () => {
    for (const preset of presets) {
      const compiled = compileScenario({ text, file }, { preset });
      expect(compiled.ok ? [] : compiled.problems, preset).toEqual([]);
      if (!compiled.ok) return;
      const { expectations, outOfMemory, problem, status } = await createSimulator().run(compiled.program, { verifyHeap: true });
      expect({ preset, status, outOfMemory, problem, failed: expectations.filter(({ passed }) => !passed) }).toEqual({ preset, status: 'completed', outOfMemory: null, problem: null, failed: [] });
      expect(expectations.length).toBeGreaterThan(0);
    }
  });
});
