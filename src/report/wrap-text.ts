/** Running text in lines that fit; for documents the figures of which are in tables. */

/** Breaks at spaces; a longer word has a line of its own. `indent` is in front of every line and counts. */
export function wrapText(text: string, width: number, indent = ''): string[] {
  const room = Math.max(width - indent.length, 20);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
