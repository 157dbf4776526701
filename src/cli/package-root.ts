/** What lies beside the code, in a checkout (src/cli) and in the package (dist/cli) alike. */
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** The directory of the scenarios that ship with heapstress. */
export const SHIPPED_SCENARIOS = new URL('scenarios/', ROOT);

export function heapstressVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
