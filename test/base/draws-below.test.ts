import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DrawsBelow } from '../../src/base/draws-below.ts';
import { drawnValue, nextState, probabilityThreshold } from '../../src/base/prng.ts';

test('many draws find what draws one by one find, and leave the same state', () => {
  const draws = new DrawsBelow();
  fc.assert(
    fc.property(fc.integer().filter((state) => state !== 0), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3000), (start, share, count) => {
      const threshold = probabilityThreshold(share);
      const expected: number[] = [];
      let state = start;
      for (let position = 0; position < count; position++) {
        state = nextState(state);
        if (drawnValue(state) < threshold) expected.push(position);
      }
      const hits = draws.find(start, threshold, count);
      expect([...draws.positions.subarray(0, hits)]).toEqual(expected);
      expect(draws.state).toBe(state);
    }),
  );
});
