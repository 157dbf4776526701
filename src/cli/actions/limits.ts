/** `heapstress limits`: computed, nothing is run. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { GivenFlags } from '../../flags/flag-definitions.ts';
import { findFlagConflict, parseFlagValue } from '../../flags/flag-definitions.ts';
import type { Preset } from '../../flags/presets/index.ts';
import { findPreset, nodeMajorOf, PRESET_NAMES, PRESETS } from '../../flags/presets/index.ts';
import { fitHeap } from '../../limits/fit.ts';
import { flagTexts } from '../../limits/flag-text.ts';
import { computeLimits, LIMIT_SIZES } from '../../limits/limits.ts';
import { limitsAsJson } from '../../report/limits/limits-report.ts';
import type { MemorySource } from '../../report/limits/limits-report.ts';
import { fitAsText, limitsAsText } from '../../report/limits/limits-text.ts';
import type { ExitCode } from '../../report/run-report.ts';
import type { LimitsOptions } from '../commands/limits.ts';
import { machineMemoryBytes } from '../machine-memory.ts';
import type { OverrideValues } from '../override-options.ts';
import { heapstressVersion } from '../package-root.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface LimitsRequest {
  readonly options: LimitsOptions;
  readonly v8Flags: OverrideValues;
}

const WORDS = { names: LIMIT_SIZES, flagTexts };

export async function limits({ options, v8Flags }: LimitsRequest, { stdout }: Terminal): Promise<ExitCode> {
  const presets = options.v8 === undefined ? PRESETS.filter((preset) => nodeMajorOf(preset) !== null) : [presetOf(options.v8)];
  const flags = flagsOf({ ...options.flag, ...v8Flags });
  const memoryBytes = options.memory ?? machineMemoryBytes();
  const memoryFrom: MemorySource = options.memory === undefined ? 'this machine' : 'given';
  const asked = { heapstressVersion: heapstressVersion(), memoryBytes, memoryFrom };

  if (options.fit === undefined) {
    const report = { ...asked, limits: presets.map((preset) => computeLimits(preset, flags, memoryBytes)) };
    await stdout.write(options.json === true ? limitsAsJson(report) : limitsAsText(report, WORDS, stdout));
    return 0;
  }
  const fitBytes = options.fit;
  const report = { ...asked, fitBytes, fits: presets.map((preset) => fitHeap(preset, flags, memoryBytes, fitBytes)) };
  await stdout.write(options.json === true ? limitsAsJson(report) : fitAsText(report, WORDS, stdout));
  return report.fits.some(({ ok }) => ok) ? 0 : 2;
}

function presetOf(name: string): Preset {
  const preset = findPreset(name);
  if (preset === null) throw new UsageError(`There is no preset "${name}".`, didYouMean(name, PRESET_NAMES) ?? `There are ${PRESET_NAMES.join(', ')}.`);
  return preset;
}

/** @throws UsageError that names every flag that is wrong. */
function flagsOf(values: OverrideValues): GivenFlags {
  const parsed = Object.entries(values).map(([name, value]) => parseFlagValue(name, value, 'computed'));
  const wrong = parsed.flatMap((flag) => (flag.ok ? [] : [flag]));
  if (wrong.length > 0) {
    throw new UsageError(wrong.map(({ message }) => message).join(' '), wrong.flatMap(({ hint }) => hint ?? []).join(' ') || null);
  }
  const flags = Object.fromEntries(parsed.flatMap((flag) => (flag.ok ? [[flag.name, flag.value] as const] : [])));
  const conflict = findFlagConflict(flags);
  if (conflict !== null) throw new UsageError(conflict.message, conflict.hint);
  return flags;
}
