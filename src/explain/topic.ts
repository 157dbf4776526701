/** What can be explained: a name that scenarios, options or reports use. */

/** Each with the heading of its list. */
export const TOPIC_KINDS = {
  space: 'Spaces',
  'object type': 'Object types',
  'kind of collection': 'Kinds of collections',
  'reason of a collection': 'Reasons of collections',
  'reason for a collector': 'Reasons for the collector chosen',
  'out-of-memory place': 'Places of out-of-memory',
  preset: 'Presets',
  flag: 'V8 flags',
  step: 'Steps',
  metric: 'Metrics',
  'problem of a scenario': 'Problems of scenarios',
  'problem of a run': 'Problems of runs',
} as const;
export type TopicKind = keyof typeof TOPIC_KINDS;
export const TOPIC_KIND_NAMES = Object.keys(TOPIC_KINDS) as readonly TopicKind[];

export interface TopicFact {
  readonly label: string;
  readonly text: string;
}

export interface TopicTable {
  readonly title: string;
  readonly rows: readonly TopicFact[];
}

export interface Topic {
  readonly kind: TopicKind;
  readonly name: string;
  /** Other names it is found by. */
  readonly aliases: readonly string[];
  /** One line. */
  readonly summary: string;
  /** More, in sentences; null when the line says all. */
  readonly details: string | null;
  readonly facts: readonly TopicFact[];
  readonly tables: readonly TopicTable[];
}

type TopicParts = Pick<Topic, 'kind' | 'name' | 'summary'> & Partial<Topic>;

export function topic(parts: TopicParts): Topic {
  return { aliases: [], details: null, facts: [], tables: [], ...parts };
}
