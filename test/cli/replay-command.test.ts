import { expect, test } from 'vitest';
import { replayCommand } from '../../src/cli/replay-command.ts';

const plain = { file: 'a.yaml', settings: { preset: '14.6', seed: 3 }, params: {}, flags: {}, verifyHeap: false, exactPath: false };

test('names preset and seed even when they were not given', () => {
  expect(replayCommand(plain)).toBe('heapstress run a.yaml --v8 14.6 --seed 3');
});

test('quotes what a shell would read otherwise', () => {
  expect(replayCommand({ ...plain, file: "it's here.yaml", params: { label: 'a b' }, flags: { 'max-semi-space-size': 16 } })).toBe(
    `heapstress run 'it'\\''s here.yaml' --v8 14.6 --seed 3 --param 'label=a b' --flag max-semi-space-size=16`,
  );
});
