import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpiryFifo } from '../../../src/engine-sim/workload/expiry-fifo.ts';
import { ExpiryQueue } from '../../../src/engine-sim/workload/expiry-queue.ts';

interface Entry {
  readonly expiry: number;
  readonly slot: number;
}

/** The trivial model: a list that is searched. */
class EntryList {
  readonly entries: Entry[] = [];

  first(): Entry | undefined {
    return this.entries.reduce<Entry | undefined>(
      (least, entry) => (least === undefined || entry.expiry < least.expiry || (entry.expiry === least.expiry && entry.slot < least.slot) ? entry : least),
      undefined,
    );
  }

  pop(): Entry {
    const first = this.first()!;
    this.entries.splice(this.entries.indexOf(first), 1);
    return first;
  }
}

/** Push of an expiry, or null: pop. */
const operations = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(50) }, { weight: 2, arbitrary: fc.constant(null) }), { maxLength: 1500, size: 'max' });

describe.each([
  { name: 'ExpiryQueue', make: () => new ExpiryQueue(), rising: false },
  { name: 'ExpiryFifo', make: () => new ExpiryFifo(), rising: true },
])('$name', ({ make, rising }) => {
  test('gives out what expires first, like a list that is searched', () => {
    fc.assert(
      fc.property(operations, (given) => {
        const queue = make();
        const model = new EntryList();
        let slot = 0;
        let now = 0;
        for (const operation of given) {
          if (operation !== null) {
            const expiry = rising ? (now += operation) : operation;
            queue.push(expiry, slot);
            model.entries.push({ expiry, slot: slot++ });
          } else if (model.entries.length > 0) {
            expect(queue.pop()).toBe(model.pop().slot);
          }
          expect(queue.length).toBe(model.entries.length);
          expect(queue.nextExpiry).toBe(model.first()?.expiry ?? Infinity);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('grows past its first size, also when it has come round to its start', () => {
    const queue = make();
    for (let slot = 0; slot < 200; slot++) queue.push(slot, slot);
    for (let slot = 0; slot < 150; slot++) queue.pop();
    for (let slot = 200; slot < 900; slot++) queue.push(slot, slot);
    const rest = Array.from({ length: queue.length }, () => queue.pop());
    expect(rest).toEqual(Array.from({ length: 750 }, (_, index) => 150 + index));
  });

  test('knows nothing to expire when empty', () => {
    expect(make().nextExpiry).toBe(Infinity);
  });
});
