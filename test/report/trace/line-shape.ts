/** What is left of a line when every figure, address and word that may vary is taken out. */

const REASONS = /\) [a-z][a-z ]*; .*$/;

export function lineShape(line: string): string {
  return line
    .replace(/^\[\d+:0x[0-9a-f]+:0\]/, '[head of group]')
    .replace(/^\[\d+:0x[0-9a-f]+\]/, '[head]')
    .replace(REASONS, ') reasons')
    .replace(/0x[0-9a-f]+/g, 'address')
    .replace(/"(reason|collector_reason)":"[^"]*"/g, '"$1":text')
    .replace(/\b(true|false)\b/g, 'flag')
    .replace(/Start \([a-z ]+\)/, 'Start (reason)')
    .replace(/space=\w+/, 'space=name')
    .replace(/owner:\w+/, 'owner:name')
    .replace(/ahead of|behind/, 'where')
    .replace(/(low|high) alloc/, 'rate')
    .replace(/ \(reduce\)/, '')
    .replace(/speed_ratio=inf/, 'speed_ratio=0') // a program that allocates nothing
    .replace(/ *[+-]?\d[\d.]*(e[+-]\d+)?/g, ' #');
}

/** Figures keep their columns: a line of a table must be as long as V8’s. */
export function columnShape(line: string): string {
  return line.replace(/^\[[^\]]*\]/, '').replace(/(?<=[:*]) *\d+(\.\d+)?(?= [KM]B| ms)|(?<=buffering) *\d+/g, (figure) => '#'.repeat(figure.length));
}
