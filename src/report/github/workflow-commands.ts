/** Workflow commands of GitHub Actions: lines that the runner carries out rather than prints. */
import { escapeLines } from '../../base/escape-text.ts';

/** Properties of a command; null leaves one out. */
export type CommandProperties = Readonly<Record<string, string | number | null>>;

export function workflowCommand(name: string, properties: CommandProperties, message: string): string {
  const written = Object.entries(properties).flatMap(([key, value]) => (value === null ? [] : [`${key}=${escapeProperty(String(value))}`]));
  return `::${name}${written.length > 0 ? ` ${written.join(',')}` : ''}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return escapeLines(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** Parts the characters that make a command without being seen. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text that is to be read and not carried out: a line that begins with `::`, or holds the older `##[` anywhere,
 * is no command any more. Scenarios of a pull request are written by anybody.
 */
export function disarmCommands(text: string): string {
  return text.replace(/^([^\S\n]*:)(?=:)/gm, `$1${ZERO_WIDTH_SPACE}`).replace(/##(?=\[)/g, `#${ZERO_WIDTH_SPACE}#`);
}
