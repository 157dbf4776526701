/** What lies beside the code, in a checkout (src/cli) and in the package (dist/cli) alike. */
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** The directory of the scenarios that ship with heapstress. */
export const SHIPPED_SCENARIOS = new URL('scenarios/', ROOT);

/** What `schema` prints, by name. */
export const PUBLISHED_SCHEMAS = {
  scenario: new URL('schema/scenario.schema.json', ROOT),
  report: new URL('schema/report.schema.json', ROOT),
  event: new URL('schema/event.schema.json', ROOT),
  bench: new URL('schema/bench.schema.json', ROOT),
  sweep: new URL('schema/sweep.schema.json', ROOT),
} as const;
export type PublishedSchema = keyof typeof PUBLISHED_SCHEMAS;
export const PUBLISHED_SCHEMA_NAMES = Object.keys(PUBLISHED_SCHEMAS) as readonly PublishedSchema[];

export function heapstressVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
