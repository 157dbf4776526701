/** The steps and their keys, read off the JSON Schema of the language, which is derived from the schema itself. */
import { scenarioJsonSchema } from '../scenario/json-schema.ts';
import { STEP_KEYS, STEP_SCHEMAS } from '../scenario/schema/steps.ts';
import type { Topic, TopicFact } from './topic.ts';
import { topic } from './topic.ts';

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly const?: unknown;
}

export function stepTopics(): Topic[] {
  const { definitions = {} } = scenarioJsonSchema() as { definitions?: Readonly<Record<string, SchemaNode>> };
  const schemas = mappingOf(definitions['step'] ?? {});
  return STEP_KEYS.map((name) => {
    const schema = schemas[name] ?? {};
    const keys = Object.entries(mappingOf(schema)).map(([key, value]): TopicFact => ({ label: key, text: value.description ?? '' }));
    const words = wordsOf(schema);
    return topic({
      kind: 'step',
      name,
      summary: STEP_SCHEMAS[name].description ?? '',
      tables: [
        ...(words.length === 0 ? [] : [{ title: 'As a word', rows: words }]),
        ...(keys.length === 0 ? [] : [{ title: 'As a mapping', rows: keys }]),
      ],
    });
  });
}

/** The keys of the mapping that it is, or may be. */
function mappingOf(schema: SchemaNode): Readonly<Record<string, SchemaNode>> {
  return schema.properties ?? schema.anyOf?.map(mappingOf).find((keys) => Object.keys(keys).length > 0) ?? {};
}

/** The words that it may be, with their meaning. */
function wordsOf(schema: SchemaNode): TopicFact[] {
  if (typeof schema.const === 'string') return [{ label: schema.const, text: schema.description ?? '' }];
  return schema.anyOf?.flatMap(wordsOf) ?? [];
}
