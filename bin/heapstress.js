#!/usr/bin/env node
// The version is answered here, before anything else is loaded; all the rest is dist/bundle/main.cjs.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  process.stdout.write(`${manifest.version}\n`);
} else {
  const main = join(__dirname, '../dist/bundle/main.cjs');
  if (existsSync(main)) {
    require('./load-compiled.js').load(main);
  } else {
    process.stderr.write('error: heapstress has not been built.\n  hint: npm run build\n');
    process.exitCode = 2;
  }
}
