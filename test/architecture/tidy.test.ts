import { describe, expect, test } from 'vitest';
import type { SourceFile } from './source-files.ts';
import { fileAt, filesBelow, importsOf } from './source-files.ts';

const MOST_LINES = 600;

/** `path:line` of every line that matches. */
function linesMatching(files: readonly SourceFile[], pattern: RegExp, remedy: string): string[] {
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${remedy}: ${line.trim()}`] : [])),
  );
}

const sources = filesBelow('src', '.ts');
const everything = [
  ...sources,
  ...filesBelow('test', '.ts'),
  ...filesBelow('scenarios', '.yaml', '.md'),
  ...filesBelow('scripts', '.ts'),
  ...filesBelow('docs', '.md'),
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'package.json', 'eslint.config.js', 'vitest.config.ts', 'bin/heapstress.js', 'bin/load-compiled.js', 'bin/scenario-worker.js', 'bin/isolate-worker.js'].map(fileAt),
];

describe('the sources are tidy', () => {
  test(`no source file has more than ${MOST_LINES} lines`, () => {
    const long = sources.flatMap((file) => {
      const lines = file.text.split('\n').length;
      return lines > MOST_LINES ? [`${file.path}: ${lines} lines; split it by concept`] : [];
    });
    expect(long).toEqual([]);
  });

  test('nothing is left for later', () => {
    // Written in two parts, so that this line is not found itself.
    const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
    expect(linesMatching(everything, marks, 'do it now, or open an issue')).toEqual([]);
  });

  test('no path of somebody’s machine is mentioned', () => {
    const machine = new RegExp(`(^|[\\s"'\`(=])/(${['work', 'home', 'Users', 'root', 'farm'].join('|')})/`);
    expect(linesMatching(everything, machine, 'use a path relative to the project')).toEqual([]);
  });

  test('no type check is switched off', () => {
    const escape = new RegExp(['ignore', 'nocheck'].map((word) => `@ts-${word}`).join('|'));
    expect(linesMatching(sources, escape, 'give it its type')).toEqual([]);
  });

  test('relative imports name the file with its ending', () => {
    const bare = [...sources, ...filesBelow('test', '.ts')].flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('.') && !/\.(ts|js|json)$/.test(specifier))
        .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}; write the .ts ending`),
    );
    expect(bare).toEqual([]);
  });

  test('every heap file opens with what it models and what must hold', () => {
    const silent = sources
      .filter((file) => file.path.startsWith('src/heap/'))
      .flatMap((file) => {
        const opening = /^\/\*\*.*?\*\//s.exec(file.text)?.[0] ?? '';
        const missing = ['Models:', 'Invariant:'].filter((part) => !opening.includes(part));
        return missing.length === 0 ? [] : [`${file.path}:1 its opening comment lacks ${missing.join(' and ')}`];
      });
    expect(silent).toEqual([]);
  });
});
