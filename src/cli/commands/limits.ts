import { InvalidArgumentError } from 'commander';
import { MiB } from '../../base/units.ts';
import { PRESET_NAMES } from '../../flags/presets/index.ts';
import { parseQuantity } from '../../scenario/values.ts';
import type { OverrideValues } from '../override-options.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, assignment } from './command.ts';

export interface LimitsOptions extends ColourOptions {
  readonly v8?: string;
  /** Bytes. */
  readonly memory?: number;
  readonly flag?: OverrideValues;
  /** Bytes. */
  readonly fit?: number;
  readonly json?: boolean;
}

export const declareLimits: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('limits')
    .summary('compute heap limits for a memory and flags; or flags for a limit')
    .description('Computes the limits of a heap, exactly, and says where each comes from. Without --v8 for every Node at once.')
    .usage('[options] [-- <v8 flags>]')
    .option('--v8 <preset>', `one version, with reasons: ${PRESET_NAMES.join(', ')}`)
    .option('--memory <size>', 'memory of the machine or container, such as 4GiB (default: this machine’s)', readSize)
    .option('--flag <name=value>', 'set a V8 flag (repeatable); or write V8’s own form behind --', assignment)
    .option('--fit <size>', 'the inverse: flags that keep the whole heap within this size', readSize)
    .option('--json', 'print one JSON document');
  addColourOptions(command);
  addExamples(command, 'heapstress limits --memory 4GiB -- --max-old-space-size=3072', 'heapstress limits --v8 node24 --fit 512MiB');
  command.action((options: LimitsOptions) => {
    start(options.color, async (terminal) => {
      const { limits } = await import('../actions/limits.ts');
      return limits({ options, v8Flags: v8Flags() }, terminal);
    });
  });
};

/** Larger than any machine; the sum of two such numbers is still exact. */
const MAX_SIZE_BYTES = 2 ** 50;

function readSize(text: string): number {
  const parsed = parseQuantity(text, 'bytes', { min: 1 * MiB, max: MAX_SIZE_BYTES });
  if (!parsed.ok) throw new InvalidArgumentError([parsed.message, parsed.hint].filter((part) => part !== null).join(' '));
  return parsed.value;
}
