/** Shipped scenarios with their text disturbed: characters, lines and words lost, doubled, swapped, replaced. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { shippedScenarioNames, shippedScenarioPath } from '../../src/cli/scenario-files.ts';

const TEXTS = (await shippedScenarioNames()).filter((name) => !name.includes('/')).map((name) => readFileSync(shippedScenarioPath(name), 'utf8'));

/** What is put where it does not belong. */
const PIECES: readonly string[] = [
  '[', ']', '{', '}', ':', ': ', '- ', '? ', '&a ', '*a', '!!map ', '<<: *a', '|', '>', '"', "'", '#', '\t', '\n', '\r', '\u0000', '\u001b[31m', '\ufeff', '\u2028', '\ud800', '---\n', '...\n', '%TAG ! x\n',
  '~', 'null', 'true', '.inf', '-.inf', '.nan', '1e999', '-1', '0', '99999999999999999999', '0x7fffffff', '9..1', '1..', '5%', '-5%', '3 KiB', '1e3GiB', '"~ 1 ± 2"', '">= "',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', '${length}', '${__proto__}', '${', '}', '${1/0}', '${a.b}', 'steps:', 'group:', 'repeat: { times: 1e9, steps: [] }', '[[[[[[[[[[[[[[[[', '{a: {a: {a: {a: ',
];

type Mutation =
  | { readonly how: 'insert' | 'replace-word'; readonly at: number; readonly piece: string }
  | { readonly how: 'delete' | 'double'; readonly at: number; readonly length: number }
  | { readonly how: 'delete-line' | 'double-line' | 'indent-line'; readonly at: number; readonly by: number }
  | { readonly how: 'swap-lines'; readonly at: number; readonly other: number };

const position = fc.nat(1_000_000);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ how: fc.constantFrom('insert' as const, 'replace-word' as const), at: position, piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })) }),
  fc.record({ how: fc.constantFrom('delete' as const, 'double' as const), at: position, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ how: fc.constantFrom('delete-line' as const, 'double-line' as const, 'indent-line' as const), at: position, by: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ how: fc.constant('swap-lines' as const), at: position, other: position }),
);

export const mutatedScenario: fc.Arbitrary<string> = fc
  .tuple(fc.nat(TEXTS.length - 1), fc.array(mutation, { minLength: 1, maxLength: 5 }))
  .map(([number, mutations]) => mutations.reduce(mutate, TEXTS[number]!));

function mutate(text: string, mutation: Mutation): string {
  if (text === '') return text;
  if ('piece' in mutation) {
    const at = mutation.at % text.length;
    if (mutation.how === 'insert') return text.slice(0, at) + mutation.piece + text.slice(at);
    const word = /[\w.-]+/.exec(text.slice(at));
    return word === null ? text : text.slice(0, at + word.index) + mutation.piece + text.slice(at + word.index + word[0].length);
  }
  if ('length' in mutation) {
    const at = mutation.at % text.length;
    const part = text.slice(at, at + mutation.length);
    return text.slice(0, at) + (mutation.how === 'double' ? part + part : '') + text.slice(at + mutation.length);
  }
  const lines = text.split('\n');
  const at = mutation.at % lines.length;
  const line = lines[at]!;
  if ('other' in mutation) {
    const other = mutation.other % lines.length;
    lines[at] = lines[other]!;
    lines[other] = line;
  } else if (mutation.how === 'indent-line') lines[at] = ' '.repeat(mutation.by) + line;
  else lines.splice(at, 1, ...(mutation.how === 'double-line' ? [line, line] : []));
  return lines.join('\n');
}
