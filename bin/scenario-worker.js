// What worker threads of a run or a sweep load; the same files as the command line.
'use strict';
const { join } = require('node:path');

module.exports = require('./load-compiled.js').load(join(__dirname, '../dist/bundle/scenario-worker.cjs'));
