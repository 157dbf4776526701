// Loads the bundle with what node compiled of it when it was built, so that no start compiles it again.
//
// Beside a file of the bundle there may be `<file>.cache`, and `compiled-by.txt` names the node they are of. Another
// node loads the bundle as any CommonJS, and keeps what it compiles if it can (from Node 22 on).
'use strict';
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const module_ = require('node:module');
const { basename, dirname, join } = require('node:path');
const vm = require('node:vm');

const THIS_NODE = `${process.version} ${process.platform} ${process.arch}\n`;
const COMPILED_BY = 'compiled-by.txt';

exports.load = (main) => {
  const stamp = join(dirname(main), COMPILED_BY);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === THIS_NODE) {
    return loadWith(main, (file) => (existsSync(`${file}.cache`) ? readFileSync(`${file}.cache`) : undefined)).exports;
  }
  module_.enableCompileCache?.();
  return require(main);
};

/** For the build: loads it, and when it has run keeps what has been compiled by then. */
exports.loadAndKeepCompiled = (main) => {
  const { scripts } = loadWith(main, () => undefined);
  process.on('exit', () => {
    for (const [file, script] of scripts) writeFileSync(`${file}.cache`, script.createCachedData());
    writeFileSync(join(dirname(main), COMPILED_BY), THIS_NODE);
  });
};

/** Files of the bundle, which require each other by `./name`; all else is node's. */
function loadWith(main, cachedDataOf) {
  const scripts = new Map();
  const modules = new Map();
  const load = (file) => {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const script = new vm.Script(module_.wrap(readFileSync(file, 'utf8')), {
      filename: file,
      cachedData: cachedDataOf(file),
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    scripts.set(file, script);
    const requireNative = module_.createRequire(file);
    const requireFromBundle = (id) => (id.startsWith('./') ? load(join(dirname(file), basename(id))) : requireNative(id));
    script.runInThisContext()(module.exports, requireFromBundle, module, file, dirname(file));
    return module.exports;
  };
  return { exports: load(main), scripts };
}
