/** With marking in steps: when it begins, how far steps go, who ends it, and the limit that follows. */
import type { KnownDifferences } from './suite.ts';
import { compareRecorded } from './suite.ts';

const KNOWN: KnownDifferences = {
  '11.3': {
    'large-die': ['nextLimit'],
    'large-ring': ['nextLimit'],
    'mix-ring': ['bytes'],
  },
  '12.4': {
    'large-die': ['bytes', 'majors', 'firstMajor', 'nextLimit'],
    'near-limit': ['scavenges', 'nearlyScavenges', 'bytes', 'majors'],
  },
  '13.6': {
    'die-medium': ['scavenges'],
    gen3: ['scavenges'],
    'offheap-die': ['firstMajor', 'nextLimit'],
  },
  '14.6': {
    'die-medium': ['scavenges', 'nearlyScavenges'],
    gen3: ['scavenges'],
    'list-5k': ['scavenges', 'bytes', 'firstMajor', 'nextLimit', 'peak'],
    'lifolist-30k': ['bytes'],
    'offheap-die': ['firstMajor', 'nextLimit'],
    'oom-64': ['majors'],
  },
};

compareRecorded('marking.json', new Set(['prob-10pc-50mb', 'near-limit']), KNOWN);
