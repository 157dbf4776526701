/** Whether to colour, decided in one place: the option, then FORCE_COLOR, then NO_COLOR, then what the stream is. */

/** As chalk counts: none, 16 colours, 256, true colour. */
export type ColourLevel = 0 | 1 | 2 | 3;

export interface ColourQuestion {
  /** `--color` or `--no-color`; undefined when neither was given. */
  readonly option: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
}

export function colourLevel({ option, env, isTty }: ColourQuestion): ColourLevel {
  if (option === false) return 0;
  if (option === true) return Math.max(1, depthOf(env)) as ColourLevel;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forcedLevel(forced, env);
  if (env['NO_COLOR']) return 0;
  return isTty ? depthOf(env) : 0;
}

/** `0` and `false` mean none, `1` to `3` a level, anything else: yes. */
function forcedLevel(value: string, env: ColourQuestion['env']): ColourLevel {
  if (value === '0' || value === 'false') return 0;
  if (value === '1' || value === '2' || value === '3') return Number(value) as ColourLevel;
  return Math.max(1, depthOf(env)) as ColourLevel;
}

function depthOf(env: ColourQuestion['env']): ColourLevel {
  if (env['TERM'] === 'dumb') return 0;
  if (env['COLORTERM'] === 'truecolor' || env['COLORTERM'] === '24bit') return 3;
  return env['TERM']?.includes('256') ? 2 : 1;
}
