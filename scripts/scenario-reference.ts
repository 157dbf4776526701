/** docs/scenario-reference.md, from the JSON Schema of the language: every key, what it takes and what it means. */
import { PROBLEMS } from '../src/scenario/problems.ts';
import { scenarioJsonSchema } from '../src/scenario/json-schema.ts';
import { NAME_PATTERN } from '../src/scenario/values.ts';
import { SPACE_NAMES, SPACES } from '../src/vocabulary/spaces.ts';

/** The part of JSON Schema that the language's schema uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number | boolean)[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** What is described once and only named elsewhere. */
const SECTIONS: Readonly<Record<string, string>> = {
  step: 'a [step](#steps)',
  lifetime: 'a [lifetime](#lifetimes)',
  expectations: '[expectations](#expectations)',
  objectClass: 'a [class of objects](#classes-of-objects)',
  workloadPhase: 'a [phase](#phases-of-a-workload)',
};
const TYPE_NAMES: Readonly<Record<string, string>> = { integer: 'a whole number', number: 'a number', null: '`null`' };
/** More names than this are listed in a section, not in a cell. */
const MOST_NAMES_IN_A_CELL = 16;
const OBJECT_TYPE = 'an [object type](#object-types)';
const SPACE = 'a [space](#spaces)';

export function scenarioReference(): string {
  const schema = scenarioJsonSchema() as unknown as Schema & { readonly definitions: Readonly<Record<string, Schema>> };
  const { step = {}, lifetime = {}, objectClass = {}, workloadPhase = {}, expectations = {} } = schema.definitions;
  const lifetimeForms = alternatives(lifetime);
  return `${[
    '# Scenario reference',
    '<!-- Generated from the schema by `npm run generate`; changes here are lost. -->',
    'Every key of a scenario, as the schema declares it. `heapstress schema` prints the schema itself, `heapstress init` writes a scenario to begin with.',
    'A value may be written as `${name}`, where `name` is one of the scenario’s `params`. Sizes are powers of 1024. A range such as `8..64` is drawn from for each object.',
    ...mapping('## A scenario', schema),
    '## Steps',
    'A step is a mapping with one key, its kind; a kind that needs nothing more may stand alone.',
    ...kinds(step),
    '## Classes of objects',
    'What a workload allocates; `weight` says how often.',
    ...mapping(null, objectClass),
    '## Object types',
    table(['Type', 'What'], objectTypes(objectClass)),
    '## Spaces',
    table(['Space', 'What'], Object.entries(SPACES).map(([space, doc]) => [code(space), text(doc)])),
    '## Lifetimes',
    'A name, or a mapping with one key.',
    table(['Lifetime', 'What'], named(lifetimeForms)),
    ...lifetimeForms.flatMap((form) => (form.properties === undefined ? [] : mapping(null, form))),
    '## Phases of a workload',
    ...mapping(null, workloadPhase),
    '## Expectations',
    'A metric and its constraint: `3`, `"<= 12MiB"`, `"> 0"`, `20..40`, `"~ 5% ± 1%"`, `true`, a name.',
    table(['Metric', 'What', 'Such as'], Object.entries(expectations.properties ?? {}).map(([metric, { description = '', examples = [] }]) => [code(metric), text(description), examples.map(code).join(', ')])),
    '## Flags',
    table(['Flag', 'Value', 'What'], Object.entries(schema.properties?.['flags']?.properties ?? {}).map(([flag, value]) => [code(flag), valueOf(value), text(value.description ?? '')])),
    '## Problems',
    'What `validate` finds, by code.',
    table(['Code', 'What'], Object.entries(PROBLEMS).map(([problem, doc]) => [code(problem), text(doc)])),
  ].join('\n\n')}\n`;
}

function kinds(step: Schema): readonly string[] {
  return alternatives(step)
    .flatMap((form) => Object.entries(form.properties ?? {}))
    .flatMap(([kind, schema]) => {
      const { description } = schema;
      const intro = [`### ${kind}`, ...(description === undefined ? [] : [text(description)])];
      const forms = alternatives(schema);
      const mappings = forms.filter((form) => Object.keys(form.properties ?? {}).length > 0);
      const others = forms.filter((form) => form.properties === undefined && form.type !== 'null');
      const plain = others.length > 0 && valueOf({ anyOf: others }) !== '' ? [`Takes ${valueOf({ anyOf: others })}${mappings.length > 0 ? ', or a mapping:' : '.'}`] : [];
      return [...intro, ...plain, ...mappings.flatMap((form) => mapping(null, form))];
    });
}

/** A table of the keys, and a table for each that is a mapping itself. */
function mapping(heading: string | null, { properties = {}, required = [] }: Schema): readonly string[] {
  const entries = Object.entries(properties);
  if (entries.length === 0) return heading === null ? [] : [heading];
  const rows = entries.map(([key, value]) => [
    `${code(key)}${required.includes(key) ? ' (needed)' : ''}`,
    valueOf(value),
    [text(value.description ?? ''), defaultOf(value)].filter((part) => part !== '').join(' '),
  ]);
  const nested = entries.flatMap(([key, value]) => {
    const forms = alternatives(value).flatMap((candidate) => [candidate, ...(candidate.items === undefined ? [] : alternatives(candidate.items))]);
    const form = forms.find((candidate) => candidate.properties !== undefined);
    if (form?.properties === undefined || key === 'flags') return [];
    return [`Keys of ${code(key)}:`, ...mapping(null, form)];
  });
  return [...(heading === null ? [] : [heading]), table(['Key', 'Value', 'What'], rows), ...nested];
}

function defaultOf(schema: Schema): string {
  const isPlain = schema.default !== undefined && typeof schema.default !== 'object';
  return isPlain ? `Default: ${code(schema.default)}.` : '';
}

/** The forms that a value may have, one level of nesting undone. */
function alternatives(schema: Schema): readonly Schema[] {
  const forms = schema.anyOf ?? schema.allOf;
  return forms === undefined ? [schema] : forms.flatMap(alternatives);
}

function valueOf(schema: Schema): string {
  if (schema.examples !== undefined) return `such as ${schema.examples.map(code).join(', ')}`;
  const forms = alternatives(schema);
  const names = forms.flatMap((form) => (form.const === undefined ? (form.enum ?? []) : [form.const]));
  const parts = [
    ...(names.length <= MOST_NAMES_IN_A_CELL ? names.map(code) : [names.some((name) => SPACE_NAMES.some((space) => space === name)) ? SPACE : OBJECT_TYPE]),
    ...forms.flatMap((form) => formOf(form)),
  ];
  return [...new Set(parts)].join(', ');
}

function formOf(form: Schema): readonly string[] {
  if (form.const !== undefined || form.enum !== undefined) return [];
  if (form.$ref !== undefined) return [SECTIONS[form.$ref.split('/').at(-1) ?? ''] ?? ''];
  if (form.examples !== undefined) return [`such as ${form.examples.map(code).join(', ')}`];
  // The other patterns repeat numbers with a unit, and ${name}.
  if (form.pattern !== undefined) return form.pattern === NAME_PATTERN.source ? ['a name'] : [];
  if (form.properties !== undefined) return ['a mapping'];
  if (form.type === 'array') return [form.items === undefined ? 'a list' : `a list: ${valueOf(form.items) || 'of anything'}`];
  if (form.type === 'object') return [typeof form.additionalProperties === 'object' && form.additionalProperties.type === 'array' ? 'names and lists' : 'names and values'];
  const types = typeof form.type === 'string' ? [form.type] : (form.type ?? []);
  // Text that looks like a number is a number in YAML, and taken as text all the same.
  return types.includes('string') ? ['text'] : types.includes('boolean') ? ['true or false'] : types.map((type) => TYPE_NAMES[type] ?? type);
}

function named(forms: readonly Schema[]): readonly (readonly string[])[] {
  return forms.flatMap((form) => (form.const === undefined ? [] : [[code(form.const), text(form.description ?? '')]]));
}

function objectTypes({ properties = {} }: Schema): readonly (readonly string[])[] {
  return named(alternatives(properties['type'] ?? {}));
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(value: unknown): string {
  return `\`${String(value).replaceAll('|', '\\|')}\``;
}

function text(plain: string): string {
  return plain.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replace(/\s+/g, ' ');
}
