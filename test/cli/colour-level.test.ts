import { expect, test } from 'vitest';
import { colourLevel } from '../../src/cli/colour-level.ts';

test.each([
  ['a terminal', { isTty: true }, 1],
  ['a pipe', { isTty: false }, 0],
  ['NO_COLOR', { isTty: true, env: { NO_COLOR: '1' } }, 0],
  ['an empty NO_COLOR, which counts as unset', { isTty: true, env: { NO_COLOR: '' } }, 1],
  ['FORCE_COLOR in a pipe', { isTty: false, env: { FORCE_COLOR: '1' } }, 1],
  ['FORCE_COLOR over NO_COLOR', { isTty: false, env: { FORCE_COLOR: '3', NO_COLOR: '1' } }, 3],
  ['FORCE_COLOR=0', { isTty: true, env: { FORCE_COLOR: '0' } }, 0],
  ['--no-color over FORCE_COLOR', { isTty: true, option: false, env: { FORCE_COLOR: '1' } }, 0],
  ['--color over NO_COLOR, in a pipe', { isTty: false, option: true, env: { NO_COLOR: '1' } }, 1],
  ['a dumb terminal', { isTty: true, env: { TERM: 'dumb' } }, 0],
  ['256 colours', { isTty: true, env: { TERM: 'xterm-256color' } }, 2],
  ['true colour', { isTty: true, env: { COLORTERM: 'truecolor' } }, 3],
])('%s', (_name, question, level) => {
  expect(colourLevel({ option: undefined, env: {}, ...question })).toBe(level);
});
