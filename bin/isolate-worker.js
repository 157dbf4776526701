// What worker threads of a scenario with several isolates load; the same files as the command line.
'use strict';
const { join } = require('node:path');

module.exports = require('./load-compiled.js').load(join(__dirname, '../dist/bundle/isolate-worker.cjs'));
