/** Names that stand for constants of the preset in `${…}`, beside the scenario’s own params. All are bytes. */
import type { Preset } from '../flags/presets/index.ts';
import { PAGE_BYTES } from '../base/units.ts';

interface PresetConstant {
  readonly doc: string;
  readonly of: (preset: Preset) => number;
}

export const PRESET_CONSTANTS: Readonly<Record<string, PresetConstant>> = {
  'page-size': { doc: 'A page.', of: () => PAGE_BYTES },
  'page-header': { doc: 'What a data page loses at its beginning.', of: ({ layout }) => layout.dataPageHeaderBytes },
  'page-area': { doc: 'Allocatable bytes of a data page.', of: ({ layout }) => PAGE_BYTES - layout.dataPageHeaderBytes },
  'code-page-area': { doc: 'Allocatable bytes of a code page.', of: ({ layout }) => PAGE_BYTES - layout.codePageHeaderBytes - layout.codePageTrailerBytes },
  'large-page-header': { doc: 'What a large page loses at its beginning.', of: ({ layout }) => layout.largePageHeaderBytes },
  'max-regular-size': { doc: 'The largest object on a data page.', of: ({ layout }) => layout.maxRegularObjectBytes },
  'max-regular-code-size': { doc: 'The largest object on a code page.', of: ({ layout }) => layout.maxRegularCodeObjectBytes },
  'os-page-size': { doc: 'Memory is committed in multiples of it.', of: ({ layout }) => layout.osPageBytes },
};
