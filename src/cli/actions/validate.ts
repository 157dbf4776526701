/** `heapstress validate`: every problem of every file; nothing is run. */
import { Chalk } from 'chalk';
import type { ExitCode } from '../../report/run-report.ts';
import { validationAsSarif } from '../../report/sarif.ts';
import type { ReportedProblem } from '../../report/run-report.ts';
import type { ValidatedFile, ValidationFormat, ValidationReport } from '../../report/validation-report.ts';
import { makeValidationReport, validationAsJson, validationAsText } from '../../report/validation-report.ts';
import { PROBLEMS } from '../../scenario/problems.ts';
import type { ValidateOptions } from '../commands/validate.ts';
import type { SourceTexts } from '../load-scenario.ts';
import { addTexts, compileText, framesFrom, loadScenario } from '../load-scenario.ts';
import { overridesOf } from '../override-options.ts';
import type { OverrideValues } from '../override-options.ts';
import { writeWhole } from '../output-file.ts';
import { heapstressVersion } from '../package-root.ts';
import { presetRuns } from '../preset-runs.ts';
import { fileOf, selectScenarios } from '../selection.ts';
import type { Terminal } from '../terminal.ts';

export interface ValidateRequest {
  readonly scenarios: readonly string[];
  readonly options: ValidateOptions;
  readonly v8Flags: OverrideValues;
}

export async function validate({ scenarios, options, v8Flags }: ValidateRequest, { stdout }: Terminal): Promise<ExitCode> {
  const overrides = overridesOf(options, v8Flags);
  const sources: SourceTexts = new Map();
  const files: ValidatedFile[] = [];
  for (const scenario of await selectScenarios(scenarios, options)) {
    const problems = new Map<string, ReportedProblem>();
    const file = fileOf(scenario);
    for (const run of await presetRuns(scenario, overrides)) {
      const loaded = typeof scenario === 'string' ? await loadScenario(scenario, run.overrides) : compileText(scenario, run.overrides);
      addTexts(sources, file, loaded.text, loaded.scripts);
      // Most are the same for every preset.
      for (const problem of loaded.ok ? [] : loaded.problems) problems.set(JSON.stringify(problem), problem);
    }
    files.push({ file, problems: [...problems.values()] });
  }
  const report = makeValidationReport(files, heapstressVersion());
  const format = options.json === true ? 'json' : (options.reporter ?? 'text');
  const { outputFile, quiet = false } = options;
  const style = { chalk: outputFile === undefined ? stdout.chalk : new Chalk({ level: 0 }), quiet, codeFrame: framesFrom(sources) };
  const text = validationAs(format, report, style);
  await (outputFile === undefined ? stdout.write(text) : writeWhole(outputFile, text));
  return report.exitCode;
}

function validationAs(format: ValidationFormat, report: ValidationReport, style: Parameters<typeof validationAsText>[1]): string {
  switch (format) {
    case 'text':
      return validationAsText(report, style);
    case 'json':
      return validationAsJson(report);
    case 'sarif':
      return validationAsSarif(report, PROBLEMS);
  }
}
