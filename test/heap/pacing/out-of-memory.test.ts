import { expect, it } from 'vitest';
import { outOfMemoryMessage } from '../../../src/heap/pacing/out-of-memory.ts';

it('the message of a heap out of memory is V8’s', () => {
  expect(outOfMemoryMessage('Reached heap limit')).toBe(
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  );
  expect(outOfMemoryMessage('CALL_AND_RETRY_LAST')).toBe(
    'FATAL ERROR: CALL_AND_RETRY_LAST Allocation failed - JavaScript heap out of memory',
  );
});
