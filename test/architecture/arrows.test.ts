import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALLOWED_IMPORTS, ALLOWED_PACKAGES, HOST_NAMES, HOST_PARTS, partOf, TYPES_ONLY } from './arrows.ts';
import type { Import, SourceFile } from './source-files.ts';
import { filesBelow, importsOf, usedNamesOf } from './source-files.ts';

/** What is wrong with one import, or null. */
function complaint(file: SourceFile, { specifier, typeOnly }: Import): string | null {
  const from = partOf(file.path);
  if (specifier === '(computed)') return 'imports a computed path; write it out, so that it can be checked';
  if (specifier.startsWith('node:')) {
    return HOST_PARTS.includes(from) ? null : `imports ${specifier}; only ${HOST_PARTS.join(', ')} may: hand in what is needed`;
  }
  if (!specifier.startsWith('.')) {
    const name = specifier.split('/')[0] ?? specifier;
    return (ALLOWED_PACKAGES[from] ?? []).includes(name) ? null : `imports the package ${name}; add it to ALLOWED_PACKAGES or do without`;
  }
  const to = partOf(posix.join(posix.dirname(file.path), specifier));
  if (from === to) return null;
  const allowed = ALLOWED_IMPORTS[from];
  if (allowed === undefined) return `lies in ${from}, which has no place in test/architecture/arrows.ts yet; give it one`;
  if (!allowed.includes(to)) return `imports ${to}; ${from} may import ${allowed.join(', ')}: move the code, or hand the value in`;
  const needsType = TYPES_ONLY.some((pair) => pair.from === from && pair.to === to);
  return needsType && !typeOnly ? `imports values of ${to}; ${from} may know only its types: use import type` : null;
}

describe('imports flow one way', () => {
  test('every import of src follows an arrow', () => {
    const files = filesBelow('src', '.ts');
    expect(files.length).toBeGreaterThan(10);
    const complaints = files.flatMap((file) =>
      importsOf(file).flatMap((found) => {
        const wrong = complaint(file, found);
        return wrong === null ? [] : [`${file.path}:${found.line} ${wrong}`];
      }),
    );
    expect(complaints).toEqual([]);
  });

  test('the table of arrows has no cycle', () => {
    /** Parts from which no cycle can be reached. */
    const sound = new Set<string>();
    const visit = (part: string, path: readonly string[]): void => {
      expect(path, `${[...path, part].join(' → ')} is a cycle`).not.toContain(part);
      if (sound.has(part)) return;
      for (const next of ALLOWED_IMPORTS[part] ?? []) visit(next, [...path, part]);
      sound.add(part);
    };
    for (const part of Object.keys(ALLOWED_IMPORTS)) visit(part, []);
  });

  test('a wrong import is found, and the message says what to do', () => {
    const file: SourceFile = {
      path: 'src/heap/pacing/wrong.ts',
      text: "import { NewSpace } from '../spaces/new-space.ts';\nimport fs from 'node:fs';\nconst x = await import('zod');\n",
    };
    const complaints = importsOf(file).map((found) => complaint(file, found));
    expect(complaints[0]).toContain('heap/pacing may import heap/layout');
    expect(complaints[1]).toContain('imports node:fs; only cli, bench, engine-v8 may');
    expect(complaints[2]).toContain('imports the package zod');
  });

  test('report may import the types of engines and no values', () => {
    const file: SourceFile = {
      path: 'src/report/wrong.ts',
      text: "import type { RunResult } from '../engine/result.ts';\nimport { run } from '../engine/engine.ts';\n",
    };
    const complaints = importsOf(file).map((found) => complaint(file, found));
    expect(complaints).toEqual([null, 'imports values of engine; report may know only its types: use import type']);
  });
});

describe('only the command line touches the host', () => {
  const strayNames = (file: SourceFile): string[] =>
    usedNamesOf(file).flatMap(({ name, line }) => {
      const remedy = Object.hasOwn(HOST_NAMES, name) ? HOST_NAMES[name] : undefined;
      return remedy === undefined ? [] : [`${file.path}:${line} uses ${name}: ${remedy}`];
    });

  test('no clock, console, process or chance elsewhere', () => {
    const files = filesBelow('src', '.ts').filter((file) => !HOST_PARTS.includes(partOf(file.path)));
    expect(files.flatMap(strayNames)).toEqual([]);
  });

  test('uses are found, comments and properties of the same name are not', () => {
    const text = '// console\nconst a = { process: 1, Date: 2 };\nexport const b = a.process + Math.random() + Date.now();\nconsole.log(`${[1].toLocaleString()}`);';
    expect(strayNames({ path: 'src/base/wrong.ts', text }).map((line) => line.split(':')[1])).toEqual([
      '3 uses Math.random',
      '3 uses Date',
      '4 uses console',
      '4 uses .toLocaleString',
    ]);
  });
});
