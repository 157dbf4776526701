/** From argv to what is to be done. Needs commander and the declarations of the commands; what a command does is loaded when it runs. */
import { Command, CommanderError } from 'commander';
import type { ExitCode } from '../report/run-report.ts';
import type { DeclareCommand, Execute, Start } from './commands/command.ts';
import { declareBench } from './commands/bench.ts';
import { declareCompare } from './commands/compare.ts';
import { declareCompletion } from './commands/completion.ts';
import { declareExplain } from './commands/explain.ts';
import { declareFuzz } from './commands/fuzz.ts';
import { declareInit } from './commands/init.ts';
import { declareLimits } from './commands/limits.ts';
import { declareList } from './commands/list.ts';
import { declareMerge } from './commands/merge.ts';
import { declareNode } from './commands/node.ts';
import { declareRun } from './commands/run.ts';
import { declareSchema } from './commands/schema.ts';
import { declareSweep } from './commands/sweep.ts';
import { declareValidate } from './commands/validate.ts';
import { complete, COMPLETE, completionAsText } from './completion.ts';
import { applyConfig } from './config-file.ts';
import type { Environment } from './environment.ts';
import { applyEnvironment, declareVariables } from './environment.ts';
import type { OverrideValues } from './override-options.ts';
import { readV8Flags, splitAtDoubleDash } from './override-options.ts';
import { heapstressVersion } from './package-root.ts';
import { shippedScenarioNames } from './scenario-files.ts';

/** In the order of the help. */
const COMMANDS: readonly DeclareCommand[] = [
  declareRun,
  declareMerge,
  declareBench,
  declareSweep,
  declareCompare,
  declareNode,
  declareValidate,
  declareList,
  declareInit,
  declareFuzz,
  declareLimits,
  declareExplain,
  declareSchema,
  declareCompletion,
];

export interface Invocation {
  readonly colour: boolean | undefined;
  readonly execute: Execute;
}

/** Nothing to execute: help or the version was printed, or the command line is wrong and commander has said so. */
export interface Answered {
  readonly exitCode: ExitCode;
}

export function parseCommandLine(argv: readonly string[], env: Environment): Invocation | Answered {
  if (argv[0] === COMPLETE) return completion(argv.slice(1));
  const { own, v8 } = splitAtDoubleDash(argv);
  let invocation: Invocation | undefined;
  const program = declareProgram((colour, execute) => {
    invocation = { colour, execute };
  }, () => readV8Flags(v8));
  program.hook('preAction', (_program, command) => {
    applyEnvironment(command, env);
    applyConfig(command, env);
  });
  try {
    program.parse(own, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const answered = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return { exitCode: answered ? 0 : 2 };
  }
  return invocation ?? { exitCode: 2 };
}

/** The whole command line as declared. */
export function declareProgram(start: Start, v8Flags: () => OverrideValues): Command {
  const program = new Command('heapstress')
    .description('Heap stress tester: drives a simulated V8 heap through scenarios written in YAML.')
    .version(heapstressVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'show the help of a command')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', '\nExamples:\n  heapstress run allocate-after-failures\n  heapstress run my.yaml --v8 14.6 --json -- --max-semi-space-size=32')
    .showHelpAfterError('(--help shows what can be given)')
    .exitOverride();
  for (const declare of COMMANDS) declare(program, start, v8Flags);
  for (const command of program.commands) declareVariables(command);
  return program;
}

/** A shell asks what may stand next. */
function completion(words: readonly string[]): Invocation {
  const program = declareProgram(() => undefined, () => ({}));
  return {
    colour: false,
    execute: async ({ stdout }) => {
      await stdout.write(completionAsText(complete(program, words, await shippedScenarioNames())));
      return 0;
    },
  };
}
