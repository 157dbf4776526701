/**
 * What `validate` found as SARIF 2.1.0, for editors and code scanning. Every problem is an error of the rule that its
 * code names; a rule has its description where the code is one of the scenario language.
 */
import type { ReportedProblem } from './run-report.ts';
import type { ValidationReport } from './validation-report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** @param rules what each code means. */
export function validationAsSarif(report: ValidationReport, rules: Readonly<Record<string, string>>): string {
  const found = report.files.flatMap(({ file, problems }) => problems.map((problem) => ({ file, problem })));
  const codes = [...new Set(found.map(({ problem }) => problem.code))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'heapstress',
            version: report.heapstressVersion,
            rules: codes.map((code) => ruleOf(code, Object.hasOwn(rules, code) ? rules[code] : undefined)),
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: report.files.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: found.map(({ file, problem }) => resultOf(file, problem, codes.indexOf(problem.code))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(code: string, doc: string | undefined): object {
  return { id: code, name: code, ...(doc === undefined ? {} : { shortDescription: { text: doc } }) };
}

function resultOf(file: string, problem: ReportedProblem, ruleIndex: number): object {
  const { code, message, hint, line, column, endLine, endColumn } = problem;
  // A wrong option is wrong for a scenario: which one?
  const origin = problem.file === file ? '' : `${problem.file}: `;
  const region = line > 0 ? { region: { startLine: line, startColumn: column, endLine, endColumn } } : {};
  return {
    ruleId: code,
    ruleIndex,
    level: 'error',
    message: { text: `${origin}${message}${hint === null ? '' : ` ${hint}`}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }],
  };
}

/** A path as the reference that it is: every segment encoded, a colon in the first one not taken for a scheme. */
function uriOf(file: string): string {
  const segments = file.replace(/\p{Cs}/gu, '\ufffd').split(/[\\/]/).map((segment) => encodeURIComponent(segment));
  return segments.join('/');
}
