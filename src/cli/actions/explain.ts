/** `heapstress explain`: what a name means. */
import { findTopics, nearestTopic } from '../../explain/find-topics.ts';
import { TOPIC_KINDS } from '../../explain/topic.ts';
import { allTopics } from '../../explain/topics.ts';
import { topicListAsText, topicsAsJson, topicsAsText } from '../../report/explanation.ts';
import type { ExitCode } from '../../report/run-report.ts';
import type { ExplainOptions } from '../commands/explain.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface ExplainRequest {
  /** Empty: list all. */
  readonly name: string;
  readonly options: ExplainOptions;
}

export async function explain({ name, options }: ExplainRequest, { stdout }: Terminal): Promise<ExitCode> {
  const all = allTopics();
  const found = name === '' ? all : findTopics(all, name);
  if (found.length === 0) {
    const nearest = nearestTopic(all, name);
    throw new UsageError(`There is nothing to explain by the name "${name}".`, nearest === null ? 'heapstress explain lists all names.' : `Did you mean "${nearest}"?`);
  }
  if (options.json === true) await stdout.write(topicsAsJson(found));
  else await stdout.write(name === '' ? topicListAsText(found, TOPIC_KINDS, stdout) : topicsAsText(found, stdout));
  return 0;
}
