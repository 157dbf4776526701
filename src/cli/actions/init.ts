/** `heapstress init`: a starter scenario that runs as it stands. */
import { writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExitCode } from '../../report/run-report.ts';
import { starterScenario } from '../../scenario/starter.ts';
import type { InitOptions } from '../commands/init.ts';
import { cannotWrite } from '../output-file.ts';
import { PUBLISHED_SCHEMAS } from '../package-root.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export async function init(file: string, options: InitOptions, { stdout }: Terminal): Promise<ExitCode> {
  const schema = relative(dirname(resolve(file)), fileURLToPath(PUBLISHED_SCHEMAS.scenario)).split(sep).join('/');
  try {
    // The system refuses to overwrite, so nothing that appears meanwhile is lost either.
    await writeFile(file, starterScenario(schema), { flag: options.force === true ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new UsageError(`${file} is there already.`, 'Name another file, or overwrite it with --force.');
    throw cannotWrite(file, error);
  }
  await stdout.write(`Wrote ${file}.\nNext: heapstress run ${file}\n`);
  return 0;
}
