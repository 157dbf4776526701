/** The language's random draws as text: base/prng written out on the variable `x`. */

/** Moves the state on. */
export const DRAW = 'x ^= x << 13; x ^= x >>> 17; x ^= x << 5;';
/** The value drawn last. */
export const DRAWN = '(x >>> 1)';

/** Draws from min..max into a variable. */
export function drawBetween(variable: string, min: number, max: number): string {
  return `${DRAW} ${variable} = ${String(min)} + ${DRAWN} % ${String(max - min + 1)};`;
}
