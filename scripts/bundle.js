/**
 * Bundles the command line into few files, which node loads much faster than hundreds: dist/bundle/main.cjs. What a
 * run needs is in five of them, and beside these is kept what node compiles of them for a first run.
 *
 * They are CommonJS: node reads them at once, and may be given what it has compiled. Modules go on finding what lies
 * beside them: in the bundle `import.meta.url` is the place of the module that was bundled. Worker threads load the
 * same files by entries of their own.
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const folder = fileURLToPath(new URL('../dist/bundle/', import.meta.url));
const loader = fileURLToPath(new URL('../bin/load-compiled.js', import.meta.url));
const scenarios = fileURLToPath(new URL('../scenarios/', import.meta.url));

/** All files of the bundle are in one folder, so one relative path is right for each of them. */
const keepPlaces = {
  name: 'keep places',
  transform(code, path) {
    if (!path.startsWith(dist) || !code.includes('import.meta.url')) return null;
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(folder, path))}, import.meta.url).href`);
  },
};

await rm(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(['main', 'scenario-worker', 'isolate-worker'].map((entry) => [entry, `${dist}cli/${entry}.js`])),
  platform: 'node',
  // It starts workers of its own from files beside it.
  external: [/^node:/, 'tinypool'],
  // Its index holds on to itself whole, with the messages of fifty languages; what it exports can be picked from.
  resolve: { alias: { zod: fileURLToPath(new URL('v4/classic/external.js', import.meta.resolve('zod'))) } },
  plugins: [keepPlaces],
});
await bundle.write({
  dir: folder,
  format: 'cjs',
  exports: 'named',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  minify: true,
  keepNames: true,
  comments: { legal: true },
  // Without groups there are fifty small files, one for each set of commands that share some modules.
  codeSplitting: {
    groups: [
      { name: 'command-line', test: /dist\/cli\/(command-line|complaint|debug|terminal|usage-error)\.js$/, priority: 4 },
      { name: 'scenario', test: /node_modules\/(zod|yaml|acorn)\/|dist\/(base|vocabulary|flags|script|scenario|engine)\//, priority: 3 },
      { name: 'engine', test: /dist\/(heap|handles|runtime|engine-sim)\//, priority: 2 },
      { name: 'run', test: /dist\/(cli\/actions\/run|report\/table\/table-reporter)\.js$/, priority: 1 },
    ],
  },
});
await bundle.close();

const program = `process.argv.splice(1, 0, 'heapstress'); require(${JSON.stringify(loader)}).loadAndKeepCompiled(${JSON.stringify(`${folder}main.cjs`)});`;
const { status, stderr } = spawnSync(process.execPath, ['-e', program, 'run', `${scenarios}full-new-space.yaml`], { encoding: 'utf8' });
if (status !== 0) throw new Error(`the bundle does not run: ${stderr}`);
