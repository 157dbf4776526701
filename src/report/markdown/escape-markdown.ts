/** Text in GitHub-flavoured markdown: what would be markup, a mention or a table's border is only text. */
import { escapeText } from '../../base/escape-text.ts';

/** Plain text on one line, in a paragraph, a heading or a table's cell. */
export function escapeMarkdown(text: string): string {
  return escapeText(text)
    .replace(/[\\`*_{}[\]#|~$]/g, '\\$&')
    // Marks of lists and underlined headings count only at the beginning of a line.
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    // An empty comment keeps @name from calling somebody.
    .replace(/@/g, '@<!-- -->');
}

/** Text as code. The fence is longer than any run of backticks in it; bars are escaped for tables. */
export function codeSpan(text: string): string {
  const escaped = escapeText(text).replace(/\|/g, '\\|');
  if (escaped === '') return '';
  const longest = Math.max(0, ...(escaped.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  // One blank at either end is taken away by the reader, so that the text may begin with a backtick.
  const pad = /^[` ]|[` ]$/.test(escaped) ? ' ' : '';
  return `${fence}${pad}${escaped}${pad}${fence}`;
}
