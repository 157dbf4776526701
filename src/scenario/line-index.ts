/** Offsets in a text → lines and columns, both 1-based; columns count UTF-16 units. LF and CRLF end a line. */
export class LineIndex {
  /** Offset of the first character of each line, ascending. */
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  place(offset: number): { readonly line: number; readonly column: number } {
    const target = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= target) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: target - (this.#starts[low] ?? 0) + 1 };
  }

  /** Offset of the line break that ends the line of this offset, or of the end of the text. */
  endOfLine(offset: number): number {
    const { line } = this.place(offset);
    return (this.#starts[line] ?? this.#length + 1) - 1;
  }
}

/** A byte order mark takes no column, here as in editors. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
