import { expect, test } from 'vitest';
import { hashText } from '../../src/base/hash-text.ts';

test('the hash of a text is the same for ever: shards of two versions agree', () => {
  expect(['', 'a', 'scenarios/a.yaml', '名'].map(hashText)).toMatchInlineSnapshot(`
    [
      2872998923,
      2448022055,
      417565217,
      1893067723,
    ]
  `);
});

test('names that differ in a digit fall apart evenly', () => {
  const counts = [0, 0, 0, 0, 0];
  for (let index = 0; index < 1000; index++) counts[hashText(`scenarios/s${String(index)}.yaml`) % 5]!++;
  for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(50);
});
