import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Chalk } from 'chalk';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { ExitCode } from '../../../src/report/run-report.ts';
import { escapeText } from '../../../src/base/escape-text.ts';
import { SWEEP_REPORTERS } from '../../../src/report/sweep/sweep-reporters.ts';
import type { sweepSchema } from '../../../src/report/sweep/sweep-json.ts';
import { sweepAsCsv } from '../../../src/report/sweep/csv.ts';
import { sweepAsJson } from '../../../src/report/sweep/sweep-json.ts';
import { sweepAsMarkdown } from '../../../src/report/sweep/sweep-markdown.ts';
import { sweepAsTable } from '../../../src/report/sweep/sweep-table.ts';
import type { SweepReport } from '../../../src/sweep/sweep-report.ts';
import { sweepReport } from '../../sweep/sweeps.ts';
import { expectGolden } from '../golden.ts';
import { HOSTILE_TEXTS } from '../hostile-report.ts';
import type { Plain } from '../plain-type.ts';

const full = (): Promise<SweepReport> => sweepReport(['max-semi-space-size=1,2,4,8,16,32,64,128', 'v8=11.3,12.4,14.6'], [1, 2, 3, 4, 5], { shown: ['gc.time', 'heap.peak'] });
const style = (width: number, level: 0 | 1 = 0) => ({ width, chalk: new Chalk({ level }) });
const hostile = async (): Promise<SweepReport> => {
  const report = await sweepReport(['max-semi-space-size=1,2'], [1], { name: HOSTILE_TEXTS.join(' ') });
  const name = `param:${HOSTILE_TEXTS.join(' ')}`;
  const settings = HOSTILE_TEXTS.flatMap((text) =>
    report.settings.map((setting) => ({ ...setting, values: { ...setting.values, [name]: text }, cells: setting.cells.map((cell) => ({ ...cell, problem: text })) })),
  );
  return { ...report, axes: [...report.axes, { name, values: HOSTILE_TEXTS }], settings };
};

describe('the table', () => {
  test.each([80, 120])('of %i columns is as it was, and no line is longer', async (width) => {
    const text = sweepAsTable(await full(), style(width));
    expectGolden(`sweep-${String(width)}.txt`, text);
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  });

  test('colours add nothing but colours', async () => {
    const coloured = sweepAsTable(await full(), style(80, 1));
    // eslint-disable-next-line no-control-regex
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ +$/gm, '')).toBe(sweepAsTable(await full(), style(80)));
    expect(coloured).toContain('\u001b[31m');
  });

  test('columns that do not fit come below each other; a third axis makes more matrices', async () => {
    const wide = await sweepReport(['max-semi-space-size=1,2,4,8,16,32,64,128,256', 'semi-space-growth-factor=2,3,4,5,6,7,8,9', 'v8=12.4,14.6'], [1]);
    const text = sweepAsTable(wide, style(60));
    expectGolden('sweep-three-axes-60.txt', text);
    expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  });

  test('of one axis, of none, and of a sweep that was stopped', async () => {
    const texts = [
      sweepAsTable(await sweepReport(['v8=11.3,14.6'], [1]), style(80)),
      sweepAsTable(await sweepReport([], [1, 2]), style(80)),
      sweepAsTable(await sweepReport(['max-semi-space-size=1,2,4'], [1, 2], { stopAfter: 3 }), style(80)),
    ];
    expectGolden('sweep-small.txt', texts.join('────\n'));
  });

  test('hostile names stay on their lines', async () => {
    const text = sweepAsTable(await hostile(), style(100));
    expect(text.split('\n').filter((line) => escapeText(line) !== line)).toEqual([]);
  });
});

describe('the other documents', () => {
  test('are as they were', async () => {
    const report = await sweepReport(['max-semi-space-size=1,16', 'v8=11.3,14.6'], [1, 2]);
    expectGolden('sweep.json', sweepAsJson(report, 0));
    expectGolden('sweep.csv', sweepAsCsv(report));
    expectGolden('sweep.md', sweepAsMarkdown(report));
  });

  test.each([['of everything', full], ['of hostile names', hostile]] as const)('JSON %s follows the published schema', async (_name, report) => {
    const schema = JSON.parse(readFileSync(new URL('../../../schema/sweep.schema.json', import.meta.url), 'utf8')) as object;
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    validate(JSON.parse(sweepAsJson(await report(), 0)));
    expect(validate.errors).toBeNull();
    expect(validate({ ...JSON.parse(sweepAsJson(await report(), 0)), wallMs: 1 })).toBe(false);
  });

  test('the schema says what the types say', () => {
    expectTypeOf<Plain<z.infer<typeof sweepSchema>>>().toExtend<Plain<{ schemaVersion: 1; exitCode: number } & SweepReport>>();
    expectTypeOf<ExitCode>().toExtend<number>();
  });

  test('CSV is read back cell by cell, whatever the texts', async () => {
    const report = await hostile();
    const rows = readCsv(sweepAsCsv(report));
    expect(rows[0]?.slice(0, 2)).toEqual(report.axes.map(({ name }) => name));
    expect(rows.slice(1).map((row) => row[0])).toEqual(report.settings.flatMap(({ values, cells }) => cells.map(() => values['max-semi-space-size'])));
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  test('markdown keeps its table, whatever the texts', async () => {
    const text = sweepAsMarkdown(await hostile());
    const bars = text.split('\n').filter((line) => line.startsWith('|')).map((line) => line.replaceAll(/\\\\|\\\|/g, '').split('|').length);
    expect(new Set(bars).size).toBe(1);
    // Elsewhere it is in a span of code.
    expect(text.split('\n')[0]).not.toContain('<script>');
  });

  test('every reporter is loaded by its name', async () => {
    for (const { load } of Object.values(SWEEP_REPORTERS)) expect((await load())({ report: await full(), exitCode: 0 }, style(80))).not.toBe('');
  });
});

/** RFC 4180, by the book. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[at++]!;
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') { rows.at(-1)!.push(field); field = ''; }
    else if (character === '\r' && text[at + 1] === '\n') { rows.at(-1)!.push(field); field = ''; rows.push([]); at++; }
    else field += character;
  }
  return rows.slice(0, -1);
}
