#!/usr/bin/env node
// The version is answered here, before anything else is loaded; all the rest is dist/bundle/main.js.
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${manifest.version}\n`);
} else {
  const main = new URL('../dist/bundle/main.js', import.meta.url);
  if (existsSync(main)) {
    // From Node 22 on what was compiled is kept for the next start.
    module.enableCompileCache?.();
    await import(main.href);
  } else {
    process.stderr.write('error: heapstress has not been built.\n  hint: npm run build\n');
    process.exitCode = 2;
  }
}
