/** The schema of an `expect` mapping. The compiler reads it entry by entry; here is what editors need to know. */
import { SPACE_NAMES } from '../../vocabulary/spaces.ts';
import { OWNED_METRIC_SUFFIXES, PLAIN_METRIC_NAMES, SPACE_METRIC_SUFFIXES } from '../metric-names.ts';
import type { MetricOwner } from '../metric-names.ts';
import { metric } from '../metrics.ts';
import type { MetricName } from '../metrics.ts';
import type { JsonSchema } from './mapping.ts';
import { openMapping } from './values.ts';

const EXAMPLES: Readonly<Record<ReturnType<typeof metric>['unit'], readonly unknown[]>> = {
  bytes: ['<= 12MiB', '1MiB..2MiB', '~ 4MiB ± 5%'],
  count: [0, '> 0', '20..40'],
  ratio: ['< 20%', '~ 5% ± 1%'],
  ms: ['< 250ms'],
  boolean: [true, false],
  text: [],
  address: ['!= 0'],
  value: [true, 42, 'a text', '!= undefined'],
};

function constraintJson(name: MetricName): JsonSchema {
  const { doc, unit, kind, values } = metric(name);
  const described = kind === 'count' ? `${doc} Counted from the beginning of the block.` : doc;
  const types = unit === 'value' ? ['boolean', 'number', 'string'] : unit === 'boolean' ? ['boolean', 'string'] : unit === 'text' ? ['string'] : ['number', 'string'];
  return { description: described, type: types, examples: values === undefined ? EXAMPLES[unit] : values.flatMap((word) => [word, `!= ${word}`]) };
}

const ofSpaces = SPACE_NAMES.flatMap((space) => [...SPACE_METRIC_SUFFIXES].map(([suffix, name]) => [`${space}.${suffix}`, constraintJson(name)] as const));
/** Names, and elements of lists: `items[3]`. */
const NAMED = '[A-Za-z_][A-Za-z0-9_-]*(\\[-?[0-9]+\\])?';
const ofOwner = (owner: MetricOwner) =>
  [...OWNED_METRIC_SUFFIXES[owner]].map(([suffix, name]) => [`^${owner}\\.${NAMED}\\.${suffix.replace(/^slot\./, 'slot\\[[0-9]+\\]\\.')}$`, constraintJson(name)] as const);
/** Arithmetic with metrics, and metrics at a checkpoint. */
const EXPRESSION = '[@+*/%()]| - ';
const computed: JsonSchema = { description: 'An expression over metrics, such as gc.count - gc.count@start.', type: ['number', 'string'] };

/** Metric → constraint. */
export const expectation = openMapping('expectations', {
  properties: Object.fromEntries([...PLAIN_METRIC_NAMES.map((name) => [name, constraintJson(name)] as const), ...ofSpaces]),
  patternProperties: Object.fromEntries([...ofOwner('object'), ...ofOwner('list'), ...ofOwner('observer'), ...ofOwner('handle'), [EXPRESSION, computed]]),
  additionalProperties: false,
}).meta({
  id: 'expectations',
  title: 'Expectations',
  description: 'Metric → constraint.',
  examples: [{ 'gc.count': 0, 'old_space.used': '<= 12MiB' }],
});
