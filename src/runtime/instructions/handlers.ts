/** What each instruction does, by its number. The type makes sure that none is missing. */
import type { InstructionName } from '../../script/bytecode.ts';
import { INSTRUCTION_NAMES } from '../../script/bytecode.ts';
import type { Handler } from '../machine.ts';
import { CONTROL_INSTRUCTIONS } from './control.ts';
import { LITERAL_INSTRUCTIONS } from './literals.ts';
import { OPERATOR_INSTRUCTIONS } from './operators.ts';
import { PROPERTY_INSTRUCTIONS } from './properties.ts';
import { VALUE_INSTRUCTIONS } from './values.ts';

const ALL: Readonly<Record<InstructionName, Handler>> = {
  ...VALUE_INSTRUCTIONS,
  ...OPERATOR_INSTRUCTIONS,
  ...PROPERTY_INSTRUCTIONS,
  ...LITERAL_INSTRUCTIONS,
  ...CONTROL_INSTRUCTIONS,
};

export const HANDLERS: readonly Handler[] = INSTRUCTION_NAMES.map((name) => ALL[name]);
