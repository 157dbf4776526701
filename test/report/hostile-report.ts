/** A report whose every text tries to be something else: markup, a command, a directive, an escape, an entity. */
import type { RunReport } from '../../src/report/run-report.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { fakeExpectation, fakeResult, fakeSample } from '../engine/fake-engine.ts';

export const HOSTILE_TEXTS: readonly string[] = [
  '\u0000\u0001\b\u001b[31m red \u0007',
  'a\r\nb\nc\td',
  '\ud800 alone, \ufffe and \uffff',
  '<script>alert("x")</script> & \'y\' ]]> &amp; &#0;',
  '::error file=a,line=1::x',
  '  ::stop-commands::token',
  'x ##[add-mask]y',
  '100% of a:b,c%0A::warning::z',
  // Written in two parts, so that nobody takes it for work that is left.
  `# SKIP is no directive # ${'TO' + 'DO'}`,
  '\\# and \\\\ and trailing \\',
  'a | b `c` ``d`` *e* _f_ [g](http://h) <b> ~~i~~ $j$ @nobody',
  '`',
  '- 1. x\n=== \n# y',
  '\u202eright to left',
  ' blanks at both ends ',
  '名前 🙂',
];

export function hostileReport(): RunReport {
  return makeRunReport(
    [
      ...HOSTILE_TEXTS.map((text) =>
        fakeResult({
          scenario: { name: text, description: text, file: `${text}.yaml` },
          params: { [text]: text },
          samples: [fakeSample({ label: text, step: 0 }), fakeSample()],
          expectations: [fakeExpectation({ metric: text, expected: text, actual: text, unit: 'text', passed: false })],
        }),
      ),
      ...HOSTILE_TEXTS.map((text) => ({
        status: 'rejected' as const,
        scenario: { file: text },
        problems: [{ code: 'BAD_VALUE', message: text, hint: text, file: text, line: 1, column: 1, endLine: 2, endColumn: 3 }],
      })),
    ],
    '0.1.0',
  );
}
