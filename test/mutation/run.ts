/**
 * Changes rules of the heap one at a time, in a copy of the sources, and lets V8’s own tests look for it:
 * `npm run test:mutation [words of a rule…]`. A rule whose change no test notices is a failure.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MutatedRule } from './rules.ts';
import { MUTATED_RULES } from './rules.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Works on the sources with the rule changed (null: as they are); the files that fail. */
function failingTests(rule: MutatedRule, changed: boolean): readonly string[] {
  const copy = mkdtempSync(join(tmpdir(), 'heapstress-mutation-'));
  try {
    for (const part of ['src', 'scenarios', 'package.json', 'tsconfig.json']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const file = join(copy, rule.file);
    const text = readFileSync(file, 'utf8');
    if (text.split(rule.find).length !== 2) throw new Error(`${rule.rule}: the place in ${rule.file} is not there once; bring rules.ts up to date`);
    if (changed) writeFileSync(file, text.replace(rule.find, () => rule.replace));
    return rule.tests.filter((test) => {
      const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'run', `scenarios/v8/${test}`, '--verify-heap', '--quiet'], { cwd: copy, encoding: 'utf8' });
      if (status === 2) throw new Error(`${test} could not run: ${stderr}`);
      return status !== 0;
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
const rules = wanted.length === 0 ? MUTATED_RULES : MUTATED_RULES.filter(({ rule }) => wanted.some((word) => rule.includes(word)));
let unnoticed = 0;
for (const rule of rules) {
  const before = failingTests(rule, false);
  const failing = before.length === 0 ? failingTests(rule, true) : [];
  const noticed = failing.length > 0;
  if (!noticed) unnoticed++;
  const said = before.length > 0 ? `fail without the change, too: ${before.join(', ')}` : noticed ? `noticed by ${failing.join(', ')}` : 'noticed by none of its tests';
  console.log(`${noticed ? '✓' : '✗'} ${rule.rule}: ${said}`);
}
console.log(`${String(rules.length - unnoticed)} of ${String(rules.length)} changed rules noticed by V8’s tests`);
process.exitCode = unnoticed > 0 ? 1 : 0;
