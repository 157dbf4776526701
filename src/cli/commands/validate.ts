import { Option } from 'commander';
import { VALIDATION_FORMATS } from '../../report/validation-report.ts';
import type { ValidationFormat } from '../../report/validation-report.ts';
import type { OverrideOptions } from '../override-options.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, addOverrideOptions, QUIET } from './command.ts';
import { addFilterOptions, SCENARIO_OPERAND } from './selection-options.ts';
import type { SelectionOptions } from '../selection.ts';

export interface ValidateOptions extends ColourOptions, OverrideOptions, Pick<SelectionOptions, 'grep' | 'tag'> {
  readonly json?: boolean;
  readonly reporter?: ValidationFormat;
  readonly outputFile?: string;
  readonly quiet?: boolean;
}

export const declareValidate: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('validate')
    .summary('check scenarios without running them')
    .description('Checks scenarios and prints every problem with its place, a code frame and a hint.')
    .argument(...SCENARIO_OPERAND)
    .usage('[options] <scenario...> [-- <v8 flags>]');
  addOverrideOptions(command);
  addFilterOptions(command);
  command
    .option('--json', 'short for --reporter json')
    .addOption(new Option('--reporter <name>', 'how to print').choices(VALIDATION_FORMATS))
    .option('--output-file <path>', 'print into a file')
    .option(...QUIET);
  addColourOptions(command);
  addExamples(command, 'heapstress validate scenarios/*.yaml', 'heapstress validate scenarios --reporter sarif --output-file heapstress.sarif');
  command.action((scenarios: string[], options: ValidateOptions) => {
    start(options.color, async (terminal) => {
      const { validate } = await import('../actions/validate.ts');
      return validate({ scenarios, options, v8Flags: v8Flags() }, terminal);
    });
  });
};
