/** `heapstress schema`: the published JSON Schemas. */
import { readFile } from 'node:fs/promises';
import type { ExitCode } from '../../report/run-report.ts';
import { PUBLISHED_SCHEMAS } from '../package-root.ts';
import type { PublishedSchema } from '../package-root.ts';
import type { Terminal } from '../terminal.ts';

export async function schema(name: PublishedSchema, { stdout }: Terminal): Promise<ExitCode> {
  await stdout.write(await readFile(PUBLISHED_SCHEMAS[name], 'utf8'));
  return 0;
}
