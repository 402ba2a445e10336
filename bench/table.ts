import { type Limit, passes, type Row, ratioOf } from './row.ts';

const heads = ['what', 'median', 'p99', 'bare', 'ratio', 'limit', ''];

/** The rows as a Markdown table that is aligned to be read in a terminal too. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)];
  const widths = heads.map((_, column) => Math.max(3, ...lines.map((line) => line[column]!.length)));
  const line = (texts: string[]) => `| ${texts.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(lines[0]!), rule, ...lines.slice(1).map(line)].join('\n');
}

function cells(row: Row): string[] {
  const ratio = ratioOf(row);
  const verdict = { true: 'pass', false: 'MISS', null: '' }[String(passes(row)) as 'true' | 'false' | 'null'];
  const withUnit = (value: number | undefined) => (value === undefined ? '' : `${short(value)} ${row.unit}`);
  return [
    row.what,
    withUnit(row.median),
    withUnit(row.p99),
    withUnit(row.bare),
    ratio === undefined ? '' : ratio.toFixed(2),
    (row.limits ?? []).map((limit) => sentence(limit, row.unit)).join(', '),
    verdict,
  ];
}

function sentence({ of, most, least }: Limit, unit: string): string {
  const value = of === 'ratio' ? `${most ?? least}×` : `${most ?? least} ${unit}`;
  return `${of === 'p99' ? 'p99 ' : ''}${most === undefined ? '≥' : '≤'} ${value}`;
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
