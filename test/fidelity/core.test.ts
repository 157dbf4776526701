/** Without marking in steps (--no-incremental-marking): scavenges, and full collections only near the maximum. */
import type { KnownDifferences } from './suite.ts';
import { compareRecorded } from './suite.ts';

const KNOWN: KnownDifferences = {
  '11.3': {
    'req-c20-m500': ['scavenges', 'bytes'],
    'mix-ring': ['bytes'],
    'near-limit': ['scavenges', 'nearlyScavenges', 'bytes', 'majors'],
  },
  '12.4': {
    'die-medium': ['scavenges'],
    'ring-mid': ['bytes'],
    'req-c20-m500': ['bytes'],
    'near-limit': ['scavenges', 'nearlyScavenges', 'bytes', 'majors'],
  },
  '13.6': {
    'die-medium': ['scavenges', 'nearlyScavenges'],
    gen3: ['scavenges'],
    'lifolist-30k': ['bytes'],
    'tree-d12-r8': ['bytes', 'peak'],
    strings: ['bytes'],
  },
  '14.6': {
    'die-array16': ['scavenges'],
    'die-medium': ['scavenges', 'nearlyScavenges', 'bytes'],
    'ring-mid': ['bytes'],
    'stack-40k': ['scavenges', 'bytes'],
    gen3: ['scavenges', 'bytes', 'majors', 'firstMajor', 'nextLimit'],
    'leak-1pc': ['scavenges'],
    'list-5k': ['scavenges'],
    'lifolist-30k': ['bytes', 'peak'],
    'tree-d12-r8': ['bytes', 'peak'],
    'req-c20-m500': ['scavenges'],
    strings: ['bytes'],
    'oom-64': ['majors'],
  },
};

compareRecorded('core.json', new Set(['ring-small', 'gc-points', 'large-die', 'list-5k']), KNOWN);
