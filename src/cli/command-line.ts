/** From argv to what is to be done. Needs commander and the declarations of the commands; what a command does is loaded when it runs. */
import { Command, CommanderError } from 'commander';
import type { ExitCode } from '../report/run-report.ts';
import type { Execute, Start } from './commands/command.ts';
import { declareExplain } from './commands/explain.ts';
import { declareLimits } from './commands/limits.ts';
import { declareList } from './commands/list.ts';
import { declareMerge } from './commands/merge.ts';
import { declareRun } from './commands/run.ts';
import { declareValidate } from './commands/validate.ts';
import { readV8Flags, splitAtDoubleDash } from './override-options.ts';
import { heapstressVersion } from './package-root.ts';

export interface Invocation {
  readonly colour: boolean | undefined;
  readonly execute: Execute;
}

/** Nothing to execute: help or the version was printed, or the command line is wrong and commander has said so. */
export interface Answered {
  readonly exitCode: ExitCode;
}

export function parseCommandLine(argv: readonly string[]): Invocation | Answered {
  const { own, v8 } = splitAtDoubleDash(argv);
  let invocation: Invocation | undefined;
  const start: Start = (colour, execute) => {
    invocation = { colour, execute };
  };
  const program = declareProgram();
  for (const declare of [declareRun, declareMerge, declareValidate, declareList, declareLimits, declareExplain]) {
    declare(program, start, () => readV8Flags(v8));
  }
  try {
    program.parse(own, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const answered = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return { exitCode: answered ? 0 : 2 };
  }
  return invocation ?? { exitCode: 2 };
}

function declareProgram(): Command {
  return new Command('heapstress')
    .description('Heap stress tester: drives a simulated V8 heap through scenarios written in YAML.')
    .version(heapstressVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'show the help of a command')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', '\nExamples:\n  heapstress run allocate-after-failures\n  heapstress run my.yaml --v8 14.6 --json -- --max-semi-space-size=32')
    .showHelpAfterError('(--help shows what can be given)')
    .exitOverride();
}
