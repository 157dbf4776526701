/** Errors as the last lines of stderr say them. */
import { escapeText } from '../base/escape-text.ts';
import { UsageError } from './usage-error.ts';

export function complaint(error: unknown): string {
  if (error instanceof UsageError) {
    const hint = error.hint === null ? '' : `  hint: ${escapeText(error.hint)}\n`;
    return `error: ${escapeText(error.message)}\n${hint}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `error: ${escapeText(message)}\n  This is a bug in heapstress. HEAPSTRESS_DEBUG=1 shows where it happened.\n`;
}
