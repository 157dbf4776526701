/** `heapstress validate`: every problem of every file; nothing is run. */
import type { ExitCode } from '../../report/run-report.ts';
import type { ValidatedFile } from '../../report/validation-report.ts';
import { makeValidationReport, validationAsJson, validationAsText } from '../../report/validation-report.ts';
import type { ValidateOptions } from '../commands/validate.ts';
import type { SourceTexts } from '../load-scenario.ts';
import { compileText, framesFrom, loadScenario } from '../load-scenario.ts';
import { overridesOf } from '../override-options.ts';
import type { OverrideValues } from '../override-options.ts';
import { heapstressVersion } from '../package-root.ts';
import { selectScenarios } from '../selection.ts';
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
    const loaded = typeof scenario === 'string' ? await loadScenario(scenario, overrides) : compileText(scenario, overrides);
    if (loaded.text !== null) sources.set(loaded.file, loaded.text);
    files.push({ file: loaded.file, problems: loaded.ok ? [] : loaded.problems });
  }
  const report = makeValidationReport(files, heapstressVersion());
  const text =
    options.json === true
      ? validationAsJson(report)
      : validationAsText(report, { chalk: stdout.chalk, quiet: options.quiet ?? false, codeFrame: framesFrom(sources) });
  await stdout.write(text);
  return report.exitCode;
}
