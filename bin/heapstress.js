#!/usr/bin/env node
// The version is answered here, before anything else is loaded; all the rest is dist/cli/main.js.
import { existsSync, readFileSync } from 'node:fs';

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${manifest.version}\n`);
} else {
  const main = new URL('../dist/cli/main.js', import.meta.url);
  if (existsSync(main)) {
    await import(main.href);
  } else {
    process.stderr.write('error: heapstress has not been built.\n  hint: npm run build\n');
    process.exitCode = 2;
  }
}
