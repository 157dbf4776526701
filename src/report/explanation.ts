/** `explain`: topics for people, or as one JSON document. */
import type { Topic, TopicFact, TopicKind } from '../explain/topic.ts';
import type { ReporterOptions } from './reporters.ts';
import { SCHEMA_VERSION } from './run-report.ts';
import { wrapText } from './wrap-text.ts';

type TextStyle = Pick<ReporterOptions, 'chalk' | 'width'>;

/** Longer lines are hard to read. */
const WIDEST_TEXT = 100;
/** A column of labels is no wider. */
const LONGEST_LABEL = 30;

export function topicsAsJson(topics: readonly Topic[]): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, topics }, null, 2)}\n`;
}

/** One after the other: a name may stand for several things. */
export function topicsAsText(topics: readonly Topic[], style: TextStyle): string {
  return topics.map((topic) => `${topicLines(topic, style).join('\n')}\n`).join('\n');
}

function topicLines({ kind, name, summary, details, facts, tables }: Topic, { chalk, width }: TextStyle): string[] {
  const widest = Math.min(width, WIDEST_TEXT);
  return [
    `${chalk.bold(name)}${name.length + kind.length + 3 > width ? '\n' : ' '}${chalk.dim(`· ${kind}`)}`,
    ...wrapText(summary, widest),
    ...(details === null ? [] : ['', ...wrapText(details, widest)]),
    ...(facts.length === 0 ? [] : ['', ...factLines(facts, widest, chalk.dim)]),
    ...tables.flatMap(({ title, rows }) => ['', chalk.bold(title), ...factLines(rows, widest, chalk.dim)]),
  ];
}

/** Label and text in two columns, the text wrapping within its own; as sentences where a label is too long for a column. */
function factLines(facts: readonly TopicFact[], width: number, dim: (text: string) => string): string[] {
  if (facts.some(({ label }) => label.length > LONGEST_LABEL)) return facts.flatMap(({ label, text }) => hanging(`${label}: ${text}`, width));
  const column = 2 + Math.max(...facts.map(({ label }) => label.length)) + 2;
  return facts.flatMap(({ label, text }) => {
    const [first = '', ...rest] = wrapText(text, width, ' '.repeat(column));
    return [`${dim(`  ${label}`.padEnd(column))}${first.trimStart()}`, ...rest];
  });
}

function hanging(text: string, width: number): string[] {
  return wrapText(text, width, '    ').map((line, index) => (index === 0 ? line.slice(2) : line));
}

/** All names by kind, under the kind's heading. */
export function topicListAsText(topics: readonly Topic[], headings: Readonly<Record<TopicKind, string>>, { chalk, width }: TextStyle): string {
  const widest = Math.min(width, WIDEST_TEXT);
  const kinds = Object.keys(headings) as TopicKind[];
  const blocks = kinds.map((kind) => {
    const names = topics.filter((topic) => topic.kind === kind).map(({ name }) => name);
    return [chalk.bold(headings[kind]), ...nameLines(names, widest)].join('\n');
  });
  return `${[...blocks, chalk.dim('heapstress explain <name> explains one of them.')].join('\n\n')}\n`;
}

/** Names may have spaces, so lines break behind commas only. */
function nameLines(names: readonly string[], width: number): string[] {
  // A no-break space keeps the words of a name together while the text is wrapped.
  return wrapText(names.map((name) => name.replaceAll(' ', '\u00a0')).join(', '), width, '  ').map((line) => line.replaceAll('\u00a0', ' '));
}
