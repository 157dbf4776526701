/**
 * Text from scenarios and file names, made safe to print: control characters would move the cursor,
 * colour the terminal or ring its bell, and direction overrides would reorder a line.
 */
// Control characters, lone surrogates, line and paragraph separators, bidirectional overrides and isolates.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** One line of text: every control character becomes a visible escape such as `\x1b`. */
export function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Text of several lines, such as a code frame: line breaks stay, the rest is escaped. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}
