/** What can be wrong with the text of a script before it runs: a closed set of codes, each declared once. */
export const SCRIPT_PROBLEMS = {
  SCRIPT_SYNTAX: 'The text is not valid JavaScript (strict mode).',
  SCRIPT_UNSUPPORTED: 'Valid JavaScript, but outside the subset that the interpreter knows.',
  SCRIPT_TOO_DEEP: 'Expressions or statements are nested deeper than the interpreter follows.',
} as const;

export type ScriptProblemCode = keyof typeof SCRIPT_PROBLEMS;

export interface ScriptProblem {
  readonly code: ScriptProblemCode;
  readonly message: string;
  readonly hint: string | null;
  /** Offsets in the script's text: of the first character, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
}
