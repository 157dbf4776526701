import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { InvariantError } from '../../src/base/invariant.ts';
import type { runEventSchema } from '../../src/report/event-schema.ts';
import { eventAsLine } from '../../src/report/ndjson.ts';
import type { RunEvent } from '../../src/report/run-events.ts';
import { eventsOf } from '../../src/report/run-events.ts';
import { fakeCollection } from '../engine/fake-engine.ts';
import { expectGolden } from './golden.ts';
import { hostileReport } from './hostile-report.ts';
import type { Plain } from './plain-type.ts';
import { fullReport } from './sample-reports.ts';

const publishedSchema = JSON.parse(readFileSync(new URL('../../schema/event.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv({ strict: false, allErrors: true }).compile(publishedSchema);

describe('ndjson', () => {
  test('is as it was', () => {
    expectGolden('full-report.ndjson', eventsOf(fullReport()).map(eventAsLine).join(''));
  });

  test.each([['everything', fullReport], ['hostile texts', hostileReport]])('of %s: each event is one line that follows the published schema', (_name, report) => {
    const events = eventsOf(report());
    const text = events.map(eventAsLine).join('');
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(events.length);
    for (const line of lines) {
      validate(JSON.parse(line));
      expect(validate.errors, line).toBeNull();
    }
  });

  test('the schema refuses what is no event', () => {
    expect(validate({ event: 'run-end', exitCode: 0, wallMs: 3 })).toBe(false);
    expect(validate({ event: 'surprise' })).toBe(false);
  });

  test('together the events hold the whole report', () => {
    const report = fullReport();
    const events = eventsOf(report);
    report.results.forEach((result, scenario) => {
      if (!('collections' in result)) return;
      const own = events.filter((event) => 'scenario' in event && event.scenario === scenario);
      expect(own.flatMap((event) => (event.event === 'collection' ? [event.collection] : []))).toEqual(result.collections);
      expect(own.flatMap((event) => (event.event === 'sample' ? [event.sample] : []))).toEqual(result.samples);
      const end = own.find((event) => event.event === 'scenario-end');
      expect({ ...end?.result, collections: result.collections, samples: result.samples }).toEqual(result);
    });
  });

  test('a figure that is no number is our bug', () => {
    expect(() => eventAsLine({ event: 'collection', scenario: 0, collection: fakeCollection({ pauseMs: Number.NaN }) })).toThrow(InvariantError);
  });

  test('the schema says what the types say', () => {
    expectTypeOf<Plain<z.infer<typeof runEventSchema>>>().toEqualTypeOf<Plain<RunEvent>>();
  });
});
