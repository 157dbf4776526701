/** What scripts print: kept as data, up to a bound. */

/** Characters; a script that prints more has its output cut. */
const MOST_CHARACTERS = 1 << 20;

export class ConsoleOutput {
  readonly lines: string[] = [];
  #characters = 0;
  /** Lines that were left out. */
  leftOut = 0;

  print(line: string): void {
    if (this.#characters + line.length > MOST_CHARACTERS) {
      this.leftOut++;
      return;
    }
    this.#characters += line.length + 1;
    this.lines.push(line);
  }

  get text(): string {
    const cut = this.leftOut === 0 ? [] : [`… ${String(this.leftOut)} more lines`];
    return [...this.lines, ...cut].join('\n');
  }
}
