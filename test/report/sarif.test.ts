import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { ReportedProblem } from '../../src/report/run-report.ts';
import { validationAsSarif } from '../../src/report/sarif.ts';
import { makeValidationReport } from '../../src/report/validation-report.ts';
import { PROBLEMS } from '../../src/scenario/problems.ts';
import { expectGolden } from './golden.ts';
import { HOSTILE_TEXTS } from './hostile-report.ts';
import { REJECTED } from './sample-reports.ts';

// The schema that OASIS publishes, in the copy of a package of Microsoft's.
const schemaFile = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// It is draft-04, of which it uses nothing but the name for its id.
const { $schema, id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8')) as Readonly<Record<string, unknown>>;
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema);

const noPlace: ReportedProblem = { code: 'UNKNOWN_PARAM', message: 'There is no param.', hint: null, file: '--param', line: 0, column: 0, endLine: 0, endColumn: 0 };
const sarif = (files: Parameters<typeof makeValidationReport>[0]): string => validationAsSarif(makeValidationReport(files, '0.1.0'), PROBLEMS);

describe('SARIF', () => {
  const files = [{ file: 'good.yaml', problems: [] }, { file: 'broken.yaml', problems: [...REJECTED.problems, noPlace] }];

  test('is as it was', () => {
    expectGolden('validation.sarif', sarif(files));
  });

  test.each([
    ['of good and bad files', files],
    ['of nothing', []],
    ['of hostile texts', HOSTILE_TEXTS.map((text) => ({ file: text, problems: [{ ...noPlace, message: text, hint: text, file: text }] }))],
  ])('%s follows the published schema', (_name, list) => {
    validate(JSON.parse(sarif(list)));
    expect(validate.errors).toBeNull();
  });

  test('and the schema refuses what is none', () => {
    expect(validate({ ...(JSON.parse(sarif(files)) as object), version: '3' })).toBe(false);
  });

  test('has the place of a problem, and none where it is no place in a text', () => {
    const log = JSON.parse(sarif(files)) as { runs: [{ results: { locations: [{ physicalLocation: object }] }[] }] };
    const places = log.runs[0].results.map((result) => result.locations[0].physicalLocation);
    expect(places).toEqual([
      { artifactLocation: { uri: 'broken.yaml' }, region: { startLine: 12, startColumn: 9, endLine: 12, endColumn: 14 } },
      { artifactLocation: { uri: 'broken.yaml' } },
    ]);
  });

  test('encodes paths as references', () => {
    expect(sarif([{ file: 'a b/c#d:é.yaml', problems: [] }])).toContain('"uri": "a%20b/c%23d%3A%C3%A9.yaml"');
  });
});
