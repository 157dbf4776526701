/** The command line: parse → execute → exit code. Runs when it is loaded; bin/heapstress.js and `npm run dev` load it. */
import type { ExitCode } from '../report/run-report.ts';
import { mostSevere } from '../report/run-report.ts';
import { parseCommandLine } from './command-line.ts';
import { complaint } from './complaint.ts';
import { debugStack } from './debug.ts';
import { openTerminal, watchLostOutput } from './terminal.ts';
import { UsageError } from './usage-error.ts';

async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    const parsed = parseCommandLine(argv, process.env);
    if ('exitCode' in parsed) return parsed.exitCode;
    return await parsed.execute(openTerminal(parsed.colour));
  } catch (error) {
    debugStack(error);
    process.stderr.write(complaint(error));
    return error instanceof UsageError ? 2 : 70;
  }
}

const lost = watchLostOutput();
// No await out here: the bundle is CommonJS.
void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = mostSevere([exitCode, lost.exitCode]);
});
