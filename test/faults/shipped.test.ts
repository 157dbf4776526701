/** A few failures in every scenario that ships; `npm run test:soak` lets all of them happen. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shippedScenarioNames, shippedScenarioPath } from '../../src/cli/scenario-files.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { SOAKING } from '../laws/law-budget.ts';
import { failEveryAllocation } from './every-allocation.ts';

/** Of each scenario. Where there are more attempts than MOST_IN_SOAK, mostly in workloads, so many at equal distances. */
const MOST = 2;
const MOST_IN_SOAK = 400;
/** A minute's work each: too long to be repeated in `npm test`. */
const LONG: ReadonlySet<string> = new Set(['request-server', 'full-large-object-space', 'full-old-space', 'allocate-after-failures']);

const names = (await shippedScenarioNames()).filter((name) => SOAKING || !LONG.has(name));

describe('whatever allocation fails, the heap stays sound', () => {
  test.each(names)('in %s', { timeout: 3_600_000 }, async (name) => {
    const compiled = compileScenario({ text: readFileSync(shippedScenarioPath(name), 'utf8'), file: name });
    expect(compiled.ok).toBe(true);
    if (!compiled.ok) return;
    const { allocations, pages, endings } = await failEveryAllocation(compiled.program, SOAKING ? MOST_IN_SOAK : MOST);
    expect(allocations + pages).toBeGreaterThan(0);
    expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});
