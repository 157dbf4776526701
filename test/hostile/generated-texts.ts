/** Hostile texts that are too large for a file of their own. */
const STEP = '  - allocate: { type: Cell }\n';

function aliasBomb(levels: number, width: number): string {
  const rows = Array.from({ length: levels }, (_, level) => {
    const items = Array.from({ length: width }, () => (level === 0 ? 'x' : `*a${String(level - 1)}`));
    return `  - &a${String(level)} [${items.join(', ')}]\n`;
  });
  return `steps:\n${rows.join('')}`;
}

function nestedBlocks(depth: number): string {
  const lines = Array.from({ length: depth }, (_, level) => `${' '.repeat(4 * level + 2)}- group:\n`);
  return `steps:\n${lines.join('')}${' '.repeat(4 * depth + 2)}- seal\n`;
}

export const GENERATED: Readonly<Record<string, () => string>> = {
  'an alias bomb of 30 levels': () => aliasBomb(30, 9),
  'an alias bomb of many aliases': () => aliasBomb(4, 300),
  'flow lists 100,000 deep': () => `steps: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
  'flow mappings 50,000 deep': () => `steps: [ ${'{ group: ['.repeat(50_000)}${'] }'.repeat(50_000)} ]\n`,
  'flow lists that never end': () => `steps: ${'['.repeat(200_000)}`,
  'blocks 1,000 deep': () => nestedBlocks(1000),
  'block mappings 2,000 deep': () => `${Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')}${' '.repeat(2000)}b\n`,
  '200,000 steps': () => `steps:\n${STEP.repeat(200_000)}`,
  '100,000 unknown keys': () => `${Array.from({ length: 100_000 }, (_, index) => `key${String(index)}: 1\n`).join('')}steps: [ seal ]\n`,
  '100,000 flags': () => `flags: { ${Array.from({ length: 100_000 }, (_, index) => `f${String(index)}: 1`).join(', ')} }\nsteps: [ seal ]\n`,
  '20,000 anchors': () => `steps:\n${Array.from({ length: 20_000 }, (_, index) => `  - &x${String(index)} no_step\n`).join('')}`,
  'a key of a million letters': () => `${'k'.repeat(1_000_000)}: 1\nsteps: [ seal ]\n`,
  'a number of a million digits': () => `seed: ${'9'.repeat(1_000_000)}\nsteps: [ seal ]\n`,
  'a million quotes': () => `name: ${'"'.repeat(1_000_000)}\nsteps: [ seal ]\n`,
  'a million backslashes': () => `name: "${'\\'.repeat(1_000_000)}\nsteps: [ seal ]\n`,
  'a million spaces before a tab': () => `steps:\n${' '.repeat(1_000_000)}\t- seal\n`,
  'a million lines of nothing and one of something': () => `${'\n'.repeat(1_000_000)}wrong: 1\n`,
  'a million question marks': () => `${'? '.repeat(500_000)}\nsteps: [ seal ]\n`,
  'a million bangs': () => `steps: ${'!'.repeat(1_000_000)} x\n`,
  'ten thousand interpolations': () => `params: { a: 1 }\nsteps: [ { sample: ${'${b}'.repeat(10_000)} } ]\n`,
  'an interpolation of brackets': () => `params: { a: 1 }\nsteps: [ { allocate: { type: FixedArray, length: "\${${'('.repeat(50_000)}a" } } ]\n`,
  'parentheses in an expectation': () => `steps: [ seal ]\nexpect: { heap.used: "${'('.repeat(50_000)}1" }\n`,
  'an expectation of a million operators': () => `steps: [ seal ]\nexpect: { heap.used: "1${' + 1'.repeat(250_000)} +" }\n`,
  'unpaired surrogates': () => `name: ${'\ud800'.repeat(1000)}\nwrong: \udfff\nsteps: [ seal ]\n`,
  'procedures that call each other a thousand deep': () =>
    `procedures:\n${Array.from({ length: 1000 }, (_, index) => `  p${String(index)}: [ { call: p${String(index + 1)} } ]\n`).join('')}  p1000: [ seal ]\nsteps: [ { call: p0 } ]\n`,
};
