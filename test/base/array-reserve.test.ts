import { describe, expect, test } from 'vitest';
import { ArrayReserve } from '../../src/base/array-reserve.ts';

describe('a reserve of arrays', () => {
  test('hands out zeros, and the same memory again', () => {
    const reserve = new ArrayReserve();
    const first = reserve.lend();
    const memory = first.int32(100);
    memory.fill(7, 0, 30);
    reserve.takeBack(first, 3, 10);

    const again = reserve.lend().int32(60);
    expect(again.buffer).toBe(memory.buffer);
    expect(again).toHaveLength(60);
    expect(memory.every((element) => element === 0)).toBe(true);
  });

  test('a larger one is new', () => {
    const reserve = new ArrayReserve();
    const first = reserve.lend();
    const memory = first.int32(10);
    reserve.takeBack(first, 0, 1);
    const larger = reserve.lend().int32(11);
    expect(larger.buffer).not.toBe(memory.buffer);
    expect(larger).toEqual(new Int32Array(11));
  });

  test('two users at once share nothing, and the second leaves nothing behind', () => {
    const reserve = new ArrayReserve();
    const [first, second] = [reserve.lend(), reserve.lend()];
    const mine = first.int32(10);
    const other = second.int32(10);
    expect(other.buffer).not.toBe(mine.buffer);
    other.fill(9);
    reserve.takeBack(second, 0, 1);
    reserve.takeBack(first, 1, 1);
    expect(reserve.lend().int32(10).buffer).toBe(mine.buffer);
  });

  test('what a user broke, or made too large to clear, is not used again', () => {
    const reserve = new ArrayReserve();
    const broken = reserve.lend();
    const memory = broken.int32(10);
    reserve.forget(broken);
    const large = reserve.lend();
    const huge = large.int32(20_000_000);
    expect(huge.buffer).not.toBe(memory.buffer);
    reserve.takeBack(large, 1, 1);
    expect(reserve.lend().int32(10).buffer).not.toBe(huge.buffer);
  });
});

test('only the first arrays of a process are memory that the engine does not count', async () => {
  const unused = new URL('../../src/base/array-reserve.ts?unused', import.meta.url).href;
  const { ArrayReserve: Fresh } = (await import(unused)) as { ArrayReserve: typeof ArrayReserve };
  const reserve = new Fresh();
  const first = reserve.lend();
  expect(first.int32(10).buffer).toBeInstanceOf(SharedArrayBuffer);
  reserve.forget(first);
  expect(reserve.lend().int32(10).buffer).toBeInstanceOf(ArrayBuffer);
  expect(new Fresh().lend().int32(10).buffer).toBeInstanceOf(ArrayBuffer);
});
