import { describe, expect, test } from 'vitest';
import { codeSpan, escapeMarkdown } from '../../../src/report/markdown/escape-markdown.ts';
import { reportAsMarkdown } from '../../../src/report/markdown/markdown-reporter.ts';
import { makeRunReport } from '../../../src/report/run-report.ts';
import { fakeResult } from '../../engine/fake-engine.ts';
import { expectGolden } from '../golden.ts';
import { HOSTILE_TEXTS, hostileReport } from '../hostile-report.ts';
import { reporterOptions } from '../reporter-options.ts';
import { fullReport } from '../sample-reports.ts';

describe('markdown', () => {
  test('is as it was', () => {
    expectGolden('full-report.md', reportAsMarkdown(fullReport(), reporterOptions()));
  });

  test('quiet shows only what went wrong', () => {
    const text = reportAsMarkdown(fullReport(), reporterOptions({ quiet: true }));
    expect(text).toContain('old\\_space.used: wanted');
    expect(text).not.toContain('allocate-after-failures');
    expect(text).not.toContain('<details>');
  });

  test('every row of a table has its table’s number of cells, whatever the texts', () => {
    const text = reportAsMarkdown(hostileReport(), reporterOptions());
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const cells = (row: string): number => row.replace(/\\\|/g, '').split('|').length - 2;
    let width = 0;
    rows.forEach((row, index) => {
      const below = rows[index + 1] ?? '';
      if (below.startsWith('| -')) width = cells(row);
      expect(cells(row), row).toBe(width);
    });
  });

  test('no tag but its own is left in it', () => {
    const text = reportAsMarkdown(hostileReport(), reporterOptions());
    const outsideCode = text.replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
    expect([...new Set(outsideCode.match(/<[^>]*>/g))].toSorted()).toEqual(['<!-- -->', '</details>', '</summary>', '<details>', '<summary>']);
  });

  test('says at the top whether all is well', () => {
    expect(reportAsMarkdown(makeRunReport([fakeResult()], '0.1.0'), reporterOptions())).toMatch(/^# ✅ heapstress\n\n1 scenario, 3 checks passed\.\n/);
    expect(reportAsMarkdown(fullReport(), reporterOptions())).toMatch(/^# 🛑 heapstress\n/);
  });
});

describe('escaping', () => {
  test('code is fenced by more backticks than it has', () => {
    expect(codeSpan('a')).toBe('`a`');
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeSpan('a|b')).toBe('`a\\|b`');
  });

  test('text stays on its line and marks nothing', () => {
    expect(escapeMarkdown('*a* [b](c) <d> @e | #f')).toBe('\\*a\\* \\[b\\](c) &lt;d&gt; @<!-- -->e \\| \\#f');
    expect(escapeMarkdown('- x')).toBe('\\- x');
    expect(escapeMarkdown('1. x')).toBe('1\\. x');
    for (const text of HOSTILE_TEXTS) expect(escapeMarkdown(text)).not.toContain('\n');
  });
});
