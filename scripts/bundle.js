/**
 * Bundles the command line into few files, which node loads much faster than hundreds: dist/bundle/main.js.
 *
 * Modules go on finding what lies beside them: in the bundle `import.meta.url` is the place of the module that was
 * bundled. So workers and children are the plain modules in dist.
 */
import { readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const bundle = fileURLToPath(new URL('../dist/bundle/', import.meta.url));

/** All files of the bundle are in one folder, so one relative path is right for each of them. */
const keepPlaces = {
  name: 'keep places',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (!path.startsWith(dist)) return undefined;
      const text = await readFile(path, 'utf8');
      const place = `new URL(${JSON.stringify(relative(bundle, path))}, import.meta.url).href`;
      return { contents: text.replaceAll('import.meta.url', place), loader: 'js' };
    });
  },
};

await rm(bundle, { recursive: true, force: true });
await build({
  entryPoints: [`${dist}cli/main.js`],
  outdir: bundle,
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  legalComments: 'linked',
  // Its index holds on to itself whole, with the messages of fifty languages; what it exports can be picked from.
  alias: { zod: fileURLToPath(new URL('v4/classic/external.js', import.meta.resolve('zod'))) },
  // It starts workers of its own from files beside it.
  external: ['tinypool'],
  // Packages that are no ES modules ask for node's own modules by require.
  banner: { js: `import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);` },
  plugins: [keepPlaces],
  logLevel: 'warning',
});
