/**
 * What can be wrong with a scenario: a closed set of codes, each declared once. Validation, `explain` and the
 * reference page read this table. Every problem of a file is collected before any of them is reported.
 */
import { SCRIPT_PROBLEMS } from '../script/script-problem.ts';
import { LineIndex } from './line-index.ts';
import type { SourceRange } from './source-tree.ts';

export const PROBLEMS = {
  FILE_TOO_LARGE: 'The text is longer than a scenario may be; it is not even parsed.',
  EMPTY_FILE: 'The text holds no scenario.',
  YAML_SYNTAX: 'The text is not valid YAML.',
  UNSUPPORTED_YAML: 'Valid YAML, but a construct that scenarios do not use: merge keys, tags, several documents, keys that are not names.',
  TOO_MANY_ALIASES: 'The aliases of the text stand for more values than a scenario may have.',
  TOO_DEEP: 'Values, blocks or calls are nested deeper than a scenario may nest them.',
  TOO_MANY_STEPS: 'The scenario has more steps than one may have.',
  TOO_MANY_PROBLEMS: 'There are more problems than are worth listing; the rest is left out.',
  DUPLICATE_KEY: 'The same key occurs twice in one mapping.',
  UNKNOWN_KEY: 'A key that this place does not know.',
  MISSING_KEY: 'A key that this place needs is absent.',
  ONE_KEY_EXPECTED: 'The mapping must have exactly one of several keys.',
  CONFLICTING_KEYS: 'Two keys, or a key and a value, that exclude each other.',
  WRONG_TYPE: 'A value of another kind is needed: a mapping, a list, a size, a name.',
  BAD_VALUE: 'The value has the right kind but cannot be read, or is not one of those allowed.',
  OUT_OF_RANGE: 'The number is smaller or larger than makes sense here.',
  BAD_NAME: 'Not a name: letters, digits, _ and -, beginning with a letter or _.',
  UNKNOWN_TYPE: 'No object type has this name, or scenarios cannot allocate it.',
  UNKNOWN_SPACE: 'No space has this name, or the chosen preset does not have it.',
  UNKNOWN_METRIC: 'No metric has this name.',
  UNKNOWN_FLAG: 'No modelled V8 flag has this name.',
  FOREIGN_FLAG: 'The flag is one of other versions of V8.',
  INVALID_FLAG_VALUE: 'The flag does not take this value.',
  UNKNOWN_PRESET: 'No preset has this name.',
  NOT_FOR_PRESET: 'The scenario lists the presets that it is for, and this one is not among them.',
  UNKNOWN_PARAM: 'The scenario declares no parameter of this name.',
  UNKNOWN_OBJECT: 'No allocation of the scenario gives an object this name.',
  UNKNOWN_HANDLE: 'No step of the scenario gives a handle this name.',
  FOREIGN_OBJECT: 'The object or handle belongs to another isolate.',
  ISOLATE_IN_USE: 'There is an isolate of this name already: one isolate is in one place, and on one thread.',
  UNKNOWN_CONTEXT: 'No step of the scenario makes a context of this name.',
  UNKNOWN_PROCEDURE: 'The scenario declares no procedure of this name.',
  RECURSIVE_PROCEDURE: 'A procedure calls itself, directly or through others.',
  NO_SUCH_SLOT: 'The object has no such tagged field.',
  UNKNOWN_CHECKPOINT: 'No checkpoint step of the scenario has this name.',
  UNKNOWN_OBSERVER: 'No observe step of the scenario has this name.',
  UNKNOWN_LIST: 'No allocation of the scenario puts objects into a list of this name.',
  CONSTRAINT_MISMATCH: 'The constraint does not fit the unit of its metric.',
  SCRIPT_FILE: 'The file with a script cannot be read.',
  ...SCRIPT_PROBLEMS,
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ScenarioProblem {
  readonly code: ProblemCode;
  readonly message: string;
  /** How to put it right, when that is known. */
  readonly hint: string | null;
  /** The scenario's file or that of a script, or the option of the command line that is wrong, such as `--param`. */
  readonly file: string;
  /** 1-based, of the first character; all four are 0 when the problem is no place in a text. */
  readonly line: number;
  readonly column: number;
  /** 1-based; the column is that behind the last character. */
  readonly endLine: number;
  readonly endColumn: number;
}

/** More than this is a file of another kind rather than a scenario with mistakes. */
export const MAX_PROBLEMS = 500;

/** Collects the problems of one text; the same problem at the same place counts once. */
export class ProblemCollector {
  readonly #file: string;
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #seen = new Set<string>();
  readonly #problems: ScenarioProblem[] = [];
  readonly #silenced = new Set<number>();
  #leftOut = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    this.#lines = new LineIndex(text);
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  get count(): number {
    return this.#problems.length + this.#leftOut;
  }

  /** Further problems are only counted. */
  get isFull(): boolean {
    return this.#problems.length >= MAX_PROBLEMS;
  }

  /** So many problems were found that are not worth wording. */
  leaveOut(count: number): void {
    this.#leftOut += count;
  }

  add(code: ProblemCode, message: string, range: SourceRange, hint: string | null = null): void {
    if (this.#silenced.has(range.start)) return;
    const start = this.#lines.place(range.start);
    const end = this.#lines.place(Math.max(range.end, range.start));
    this.#push({
      code, message, hint, file: this.#file,
      line: start.line, column: start.column, endLine: end.line, endColumn: end.column,
    });
  }

  /** A problem at a place that is no range of the text: in another file, or counted by lines. `file` null: in the text. */
  addAt(code: ProblemCode, message: string, file: string | null, place: Pick<ScenarioProblem, 'line' | 'column' | 'endLine' | 'endColumn'>, hint: string | null = null): void {
    const { line, column, endLine, endColumn } = place;
    this.#push({ code, message, hint, file: file ?? this.#file, line, column, endLine, endColumn });
  }

  /** What is written there. */
  textOf({ start, end }: SourceRange): string {
    return this.#text.slice(start, end);
  }

  /** Nothing more is reported of the value that begins here: its problem is known, the rest would only follow from it. */
  silence(range: SourceRange): void {
    this.#silenced.add(range.start);
  }

  /** A problem with something given beside the text, such as an option of the command line. */
  addOutside(code: ProblemCode, message: string, origin: string, hint: string | null = null): void {
    this.#push({ code, message, hint, file: origin, line: 0, column: 0, endLine: 0, endColumn: 0 });
  }

  /** The part of the range that is on its first line. */
  firstLine(range: SourceRange): SourceRange {
    return { start: range.start, end: Math.min(range.end, this.#lines.endOfLine(range.start)) };
  }

  place(offset: number): { readonly line: number; readonly column: number } {
    return this.#lines.place(offset);
  }

  /** In the order of the text; those outside it first. */
  list(): readonly ScenarioProblem[] {
    const sorted = this.#problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const last = sorted.at(-1);
    if (this.#leftOut === 0 || last === undefined) return sorted;
    const message = `There are more problems than the ${String(MAX_PROBLEMS)} listed here: ${String(this.#leftOut)} further ones at least.`;
    return [...sorted, { ...last, code: 'TOO_MANY_PROBLEMS', message, hint: null }];
  }

  #push(problem: ScenarioProblem): void {
    const key = `${problem.file}:${String(problem.line)}:${String(problem.column)}:${problem.code}:${problem.message}`;
    if (this.#seen.has(key)) return;
    if (this.isFull) {
      this.leaveOut(1);
      return;
    }
    this.#seen.add(key);
    this.#problems.push(problem);
  }
}
