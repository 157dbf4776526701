/** Before the tests: builds what is shipped, unless it is newer than all it is made of. Processes that tests start run it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);
const BUILT = new URL('dist/bundle/main.cjs', ROOT);
const SOURCES = ['src/', 'bin/', 'scripts/bundle.js', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

export default function buildIfStale() {
  const builtMs = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestMs(new URL(source, ROOT)) < builtMs)) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: fileURLToPath(ROOT), encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}

function newestMs(place) {
  const { mtimeMs } = statSync(place);
  if (!place.pathname.endsWith('/')) return mtimeMs;
  const inside = readdirSync(place, { recursive: true, withFileTypes: true });
  return Math.max(mtimeMs, ...inside.map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs));
}
