/** The command line: parse → execute → exit code. Runs when it is loaded; bin/heapstress.js and `npm run dev` load it. */
import type { ExitCode } from '../report/run-report.ts';
import { escapeText } from '../base/escape-text.ts';
import { parseCommandLine } from './command-line.ts';
import { debugStack } from './debug.ts';
import { openTerminal, tolerateClosedPipes } from './terminal.ts';
import { UsageError } from './usage-error.ts';

async function main(argv: readonly string[]): Promise<ExitCode> {
  tolerateClosedPipes();
  try {
    const parsed = parseCommandLine(argv);
    if ('exitCode' in parsed) return parsed.exitCode;
    return await parsed.execute(openTerminal(parsed.colour));
  } catch (error) {
    debugStack(error);
    process.stderr.write(complaint(error));
    return error instanceof UsageError ? 2 : 70;
  }
}

function complaint(error: unknown): string {
  if (error instanceof UsageError) {
    const hint = error.hint === null ? '' : `  hint: ${escapeText(error.hint)}\n`;
    return `error: ${escapeText(error.message)}\n${hint}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `error: ${escapeText(message)}\n  This is a bug in heapstress. HEAPSTRESS_DEBUG=1 shows where it happened.\n`;
}

process.exitCode = await main(process.argv.slice(2));
