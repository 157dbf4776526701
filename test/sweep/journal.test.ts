import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/sweep/journal.ts';
import { entryLine, headerLine, journalText, readJournal } from '../../src/sweep/journal.ts';
import { assignmentsOf, settingsOf } from '../../src/sweep/grid.ts';
import { axis, fakeCell } from './sweeps.ts';

const HEADER = { heapstressVersion: '0.1.0', scenario: 'a “b”\n.yaml', fingerprint: -5 };
const axes = [axis('max-semi-space-size=16,2,1'), axis('v8=12.4,14.6'), axis('param:x=ü\n,z')];
const ENTRIES: readonly JournalEntry[] = settingsOf(axes).flatMap((setting) =>
  [10, 9].map((seed) => {
    const cell = { assignments: assignmentsOf(axes, setting), seed };
    return { cell, result: fakeCell(cell) };
  }),
);

const written = (entries: readonly JournalEntry[]): string => [headerLine(HEADER), ...entries.map(entryLine)].join('');

describe('a journal', () => {
  test('is read as it was written', () => {
    const journal = readJournal(written(ENTRIES));
    expect(journal).toMatchObject({ ok: true, header: HEADER });
    expect(journal.ok && [...journal.entries.values()]).toEqual(ENTRIES);
  });

  test('cut off anywhere it has what was whole', () => {
    const text = written(ENTRIES.slice(0, 2));
    for (let end = 0; end <= text.length; end++) {
      const journal = readJournal(text.slice(0, end));
      const whole = text.slice(0, end).lastIndexOf('\n') + 1;
      expect(journal).toMatchObject({ ok: true, wholeLength: whole });
      expect(journal.ok && journal.entries.size).toBe(Math.max(0, text.slice(0, whole).split('\n').length - 2));
    }
  });

  test('in order has the same text, however it came about', () => {
    const ordered = journalText(HEADER, ENTRIES);
    expect(journalText(HEADER, ENTRIES.toReversed())).toBe(ordered);
    // Numbers as numbers.
    expect([...ordered.matchAll(/"max-semi-space-size":"(\d+)"/g)].map(([, value]) => value)).toEqual(['1', '2', '16'].flatMap((value) => Array<string>(8).fill(value)));
  });

  test.each([['mine\n', 'no resume file'], ['mine', 'no resume file'], ['{"a":1}\n', 'no resume file'], [`${headerLine(HEADER)}{"seed":1}\n`, 'Line 2 is no cell']])('%j is none', (text, message) => {
    const journal = readJournal(text);
    expect(journal.ok ? '' : journal.message).toContain(message);
  });
});
