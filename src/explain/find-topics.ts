/** From what the user writes to topics. */
import { closest } from '../base/did-you-mean.ts';
import { findMetric } from '../scenario/metric-names.ts';
import type { Topic } from './topic.ts';

/** All topics of this name: some names stand for several things. Case, dashes, underscores and spaces do not count. */
export function findTopics(topics: readonly Topic[], text: string): Topic[] {
  const wanted = plain(text);
  const named = topics.filter(({ name, aliases }) => [name, ...aliases].some((candidate) => plain(candidate) === wanted));
  if (named.length > 0) return named;
  // `old_space.used` is the metric `<space>.used`.
  const metric = findMetric(text);
  return metric === null ? [] : topics.filter(({ kind, name }) => kind === 'metric' && name === metric.name);
}

/** The nearest name, or null. */
export function nearestTopic(topics: readonly Topic[], text: string): string | null {
  return closest(text.replace(/^--/, ''), topics.flatMap(({ name, aliases }) => [name, ...aliases]));
}

function plain(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[\s_-]/g, '');
  return letters === '' ? name : letters;
}
