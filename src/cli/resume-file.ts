/**
 * The file from which a sweep is resumed. Every cell is a line, written when it is done; so a process that is killed
 * at any moment has lost nothing but the cells that were running. In the end the lines are put in order.
 */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { CellResult } from '../sweep/cell-result.ts';
import { isReproducible } from '../sweep/cell-result.ts';
import type { Cell } from '../sweep/grid.ts';
import { cellKey } from '../sweep/grid.ts';
import type { JournalEntry, JournalHeader } from '../sweep/journal.ts';
import { entryLine, headerLine, journalText, readJournal } from '../sweep/journal.ts';
import { cannotWrite, checkWritable, writeWhole } from './output-file.ts';
import { UsageError } from './usage-error.ts';

export class ResumeFile {
  private readonly path: string;
  private readonly header: JournalHeader;
  private readonly entries: Map<string, JournalEntry>;

  private constructor(path: string, header: JournalHeader, entries: ReadonlyMap<string, JournalEntry>) {
    this.path = path;
    this.header = header;
    this.entries = new Map(entries);
  }

  /** @throws UsageError when it is the file of something else, or cannot be written. */
  static async open(path: string, header: JournalHeader): Promise<ResumeFile> {
    await checkWritable(path);
    const text = readText(path);
    const journal = readJournal(text);
    if (!journal.ok) throw new UsageError(`Cannot resume from ${path}. ${journal.message}`, 'Name another file; a new one is made.');
    if (journal.header !== null) requireSame(path, journal.header, header);
    try {
      if (journal.header === null) writeFileSync(path, headerLine(header));
      // The line that was being written when the process ended.
      else truncateSync(path, Buffer.byteLength(text.slice(0, journal.wholeLength)));
    } catch (error) {
      throw cannotWrite(path, error);
    }
    return new ResumeFile(path, header, journal.entries);
  }

  get size(): number {
    return this.entries.size;
  }

  /** What came of the cell, if the file has all these metrics of it. */
  find(cell: Cell, metrics: readonly string[]): CellResult | null {
    const result = this.entries.get(cellKey(cell))?.result;
    if (result === undefined) return null;
    return result.status === 'invalid' || metrics.every((name) => name in result.metrics) ? result : null;
  }

  add(cell: Cell, result: CellResult): void {
    if (!isReproducible(result)) return;
    const entry = { cell, result };
    this.entries.set(cellKey(cell), entry);
    try {
      appendFileSync(this.path, entryLine(entry));
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  /** All cells are done. What another sweep has added meanwhile stays. */
  async putInOrder(): Promise<void> {
    const now = readJournal(readText(this.path));
    const all = new Map([...(now.ok ? now.entries : []), ...this.entries]);
    await writeWhole(this.path, journalText(this.header, all.values()));
  }
}

/** Empty when there is none. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new UsageError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}

function requireSame(path: string, found: JournalHeader, wanted: JournalHeader): void {
  const differs = (what: string): UsageError => new UsageError(`Cannot resume from ${path}: ${what}`, 'Name another file, or remove this one.');
  if (found.scenario !== wanted.scenario) throw differs(`it is of the scenario ${found.scenario}.`);
  if (found.heapstressVersion !== wanted.heapstressVersion) throw differs(`it was written by heapstress ${found.heapstressVersion}.`);
  if (found.fingerprint !== wanted.fingerprint) throw differs('since then the scenario has changed, or what is set for all cells.');
}
