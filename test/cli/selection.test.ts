import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { fileOf, selectScenarios } from '../../src/cli/selection.ts';
import type { SelectionOptions } from '../../src/cli/selection.ts';
import { inShard, parseShard } from '../../src/cli/shard.ts';
import { BAD, GOOD } from './scenarios.ts';
import { directoryWith } from './spawn-heapstress.ts';

let directory = '';
beforeEach(() => {
  directory = directoryWith({ 'b.yaml': `tags: [slow, gc]\n${GOOD}`, 'a.yml': `tags: [gc]\n${GOOD.replace('good', 'other')}`, 'note.txt': 'x', 'heapstress.config.yaml': 'jobs: 2' });
  mkdirSync(join(directory, 'deep/node_modules/x'), { recursive: true });
  writeFileSync(join(directory, 'deep/c.yaml'), GOOD);
  writeFileSync(join(directory, 'deep/node_modules/x/d.yaml'), GOOD);
});

async function select(operands: readonly string[], options: SelectionOptions = {}): Promise<readonly string[]> {
  const selected = await selectScenarios(operands.map((operand) => join(directory, operand)), options);
  return selected.map((scenario) => fileOf(scenario).slice(directory.length + 1));
}

describe('operands', () => {
  test('a folder stands for the scenarios below it, sorted; not for the config, not for installed packages', async () => {
    expect(await select(['.'])).toEqual(['a.yml', 'b.yaml', 'deep/c.yaml']);
    expect(await select(['deep/'])).toEqual(['deep/c.yaml']);
  });

  test('a pattern stands for the files that match, sorted', async () => {
    expect(await select(['*.{yml,yaml}', 'deep/*.yaml'])).toEqual(['a.yml', 'b.yaml', 'heapstress.config.yaml', 'deep/c.yaml']);
    expect(await select(['**/c.yaml'])).toEqual(['deep/c.yaml']);
  });

  test('a file that was named before is not taken again from a folder, but as often as it is named', async () => {
    expect(await select(['b.yaml', 'b.yaml', '.'])).toEqual(['b.yaml', 'b.yaml', 'a.yml', 'deep/c.yaml']);
  });

  test('a file may have the name of a pattern', async () => {
    writeFileSync(join(directory, '[x].yaml'), GOOD);
    expect(await select(['[x].yaml'])).toEqual(['[x].yaml']);
  });

  test('a pattern that matches nothing is a problem of its own', async () => {
    const [selected] = await selectScenarios([join(directory, 'no*.yaml')], {});
    expect(selected).toMatchObject({ ok: false, problem: { code: 'NO_SUCH_FILES' } });
  });

  test('what does not exist is left to be reported with the rest', async () => {
    expect(await select(['missing.yaml', 'b.yaml'])).toEqual(['missing.yaml', 'b.yaml']);
  });
});

describe('filters', () => {
  test('--tag takes scenarios with one of the tags', async () => {
    expect(await select(['.'], { tag: ['slow'] })).toEqual(['b.yaml']);
    expect(await select(['.'], { tag: ['slow', 'gc'] })).toEqual(['a.yml', 'b.yaml']);
  });

  test('--grep looks at names and files', async () => {
    expect(await select(['.'], { grep: /^other$/u })).toEqual(['a.yml']);
    expect(await select(['.'], { grep: /deep/u })).toEqual(['deep/c.yaml']);
  });

  test('both must pass', async () => {
    await expect(select(['.'], { grep: /deep/u, tag: ['gc'] })).rejects.toThrow('None of 3 scenarios passes --grep and --tag.');
  });

  test('a scenario that cannot be read is never left out', async () => {
    writeFileSync(join(directory, 'broken.yaml'), 'a: [1\nb: }');
    expect(await select(['.', 'missing.yaml'], { tag: ['slow'] })).toEqual(['b.yaml', 'broken.yaml', 'missing.yaml']);
  });

  test('one with mistakes still has its tags', async () => {
    writeFileSync(join(directory, 'bad.yaml'), `tags: [slow]\n${BAD}`);
    expect(await select(['.'], { tag: ['slow'] })).toEqual(['b.yaml', 'bad.yaml']);
  });
});

describe('shards', () => {
  test('each file is in exactly one, whatever the other files', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (file, count) => {
        const shards = Array.from({ length: count }, (_, position) => inShard(file, { index: position + 1, count }));
        expect(shards.filter(Boolean)).toHaveLength(1);
      }),
    );
  });

  test('a path is the same with ./ before it and with other slashes', () => {
    for (let index = 1; index <= 7; index++) {
      expect(inShard('./a\\b.yaml', { index, count: 7 })).toBe(inShard('a/b.yaml', { index, count: 7 }));
    }
  });

  test('their union is the whole, in the same order', async () => {
    const whole = await select(['.']);
    const shards = await Promise.all([1, 2, 3].map((index) => select(['.'], { shard: { index, count: 3 } })));
    expect(shards.flat().toSorted()).toEqual(whole);
    for (const shard of shards) expect(shard).toEqual(whole.filter((file) => shard.includes(file)));
  });

  test.each(['0/2', '3/2', '1/0', '1', '1/', 'a/b', '1/2/3', '-1/2', '1.5/2'])('%s is none', (text) => {
    expect(parseShard(text)).toBeNull();
  });
});
