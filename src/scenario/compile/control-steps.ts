/** Steps that say when other steps run → steps of the program. Loops over tables were written out before. */
import { didYouMean } from '../../base/did-you-mean.ts';
import { findPreset, PRESET_NAMES } from '../../flags/presets/index.ts';
import type { Step } from '../program.ts';
import type { CONTROL_STEP_SCHEMAS } from '../schema/control.ts';
import type { StepArguments } from '../schema/steps.ts';
import { childOf, nodeAt, quote } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';
import { compileExpectations } from './expectations.ts';
import type { StepSite } from './step-site.ts';

type ControlKey = keyof typeof CONTROL_STEP_SCHEMAS;
type ControlStepCompiler<Key extends ControlKey> = (given: StepArguments[Key], site: StepSite) => readonly Step[];

export const CONTROL_STEP_COMPILERS: { readonly [Key in ControlKey]: ControlStepCompiler<Key> } = {
  checkpoint: (name, { id, location, context }) => [{ op: 'checkpoint', id, location, checkpoint: context.checkpoints.index(name) }],
  while: (given, site) => loop(given['at-most'], false, site),
  until: (given, site) => loop(given['at-most'], true, site),
  if: (_, site) => {
    const { id, location, context, node } = site;
    const condition = compileExpectations(childOf(node, 'holds'), context);
    return [{ op: 'if', id, location, condition, ...site.compileBlock(), otherwise: site.compileList(childOf(node, 'else')) }];
  },
  for: (_, site) => {
    const { id, location } = site;
    return [{ op: 'group', id, location, label: null, ...site.compileBlock() }];
  },
  only: (_, site) => {
    const { id, location, context } = site;
    const listed = nodeAt(site.node, ['v8']).node;
    const nodes: readonly SourceNode[] = listed.kind === 'list' ? listed.items : [listed];
    const presets = nodes.map((node) => {
      const text = node.kind === 'scalar' ? node.text : '';
      const preset = findPreset(text);
      if (preset === null) context.problems.add('UNKNOWN_PRESET', `There is no preset ${quote(text)}.`, node.range, didYouMean(text, PRESET_NAMES) ?? `Known: ${PRESET_NAMES.join(', ')}.`);
      return preset;
    });
    return context.preset === null || presets.includes(context.preset) ? [{ op: 'group', id, location, label: null, ...site.compileBlock() }] : [];
  },
  'drop-list': (name, { id, location, context, node }) => {
    const list = context.list(name, node.range);
    return list === null ? [] : [{ op: 'drop-list', id, location, list }];
  },
};

function loop(atMost: number, until: boolean, site: StepSite): readonly Step[] {
  const { id, location, context, node } = site;
  return [{ op: 'while', id, location, condition: compileExpectations(childOf(node, 'holds'), context), until, atMost, ...site.compileBlock() }];
}
