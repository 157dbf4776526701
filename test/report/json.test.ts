import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { InvariantError } from '../../src/base/invariant.ts';
import { reportAsJson } from '../../src/report/json.ts';
import type { runReportSchema } from '../../src/report/report-schema.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { fakeResult } from '../engine/fake-engine.ts';
import { expectGolden } from './golden.ts';
import type { Plain } from './plain-type.ts';
import { fullReport } from './sample-reports.ts';

const publishedSchema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8')) as object;

describe('the JSON document', () => {
  test('is as it was', () => {
    expectGolden('full-report.json', reportAsJson(fullReport()));
  });

  test('follows the published schema', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(publishedSchema);
    validate(JSON.parse(reportAsJson(fullReport())));
    expect(validate.errors).toBeNull();
  });

  test('and the schema refuses what is not in it', () => {
    const validate = new Ajv({ strict: false }).compile(publishedSchema);
    expect(validate({ ...JSON.parse(reportAsJson(fullReport())), wallTimeMs: 3 })).toBe(false);
  });

  test('holds the figures of the result, all of them', () => {
    const report = makeRunReport([fakeResult()], '0.1.0');
    expect(JSON.parse(reportAsJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('has its keys in the schema’s order, however the engine built them', () => {
    const result = fakeResult();
    const reversed = Object.fromEntries(Object.entries(result).reverse()) as unknown as typeof result;
    expect(reportAsJson(makeRunReport([reversed], '0.1.0'))).toBe(reportAsJson(makeRunReport([result], '0.1.0')));
  });

  test('a figure that is no number is our bug, not a null in somebody’s report', () => {
    const report = makeRunReport([fakeResult({ timeMs: Number.NaN })], '0.1.0');
    expect(() => reportAsJson(report)).toThrow(InvariantError);
    expect(() => reportAsJson(report)).toThrow(/timeMs/);
  });

  test('the schema says what the types say', () => {
    expectTypeOf<Plain<z.infer<typeof runReportSchema>>>().toEqualTypeOf<Plain<RunReport>>();
  });
});
